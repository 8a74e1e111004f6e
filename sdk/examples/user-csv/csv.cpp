// SPDX-License-Identifier: Apache-2.0
// Users from a CSV file. When it cannot be read, that is a fault, never "no such user".
#include <algorithm>
#include <kc/userlist.hpp>
#include <kc/watchedfile.hpp>
#include <sstream>

static constexpr auto options =
    kc::opt::table(kc::opt::str("csv_users")
                       .def("/etc/kopano/users.csv")
                       .help("File of users, one a line: id,login,full name,address,password."));

class Csv : public kc::Module, public kc::ListedUsers
{
public:
    explicit Csv(const kc::Init& init) : Module{init}, _file{config().str("csv_users"), parse}
    {
        offer<kc::UserBackend>(*this);
        offer<kc::UserVerifier>(*this);
    }

    std::shared_ptr<const kc::UserList> users(kc::Context& context) override
    {
        return _file.get(context);
    }

private:
    static std::shared_ptr<const kc::UserList> parse(kc::sv text)
    {
        std::istringstream lines{std::string{text}};
        std::vector<kc::UserEntry> found;
        for (std::string line; std::getline(lines, line);)
        {
            kc::UserEntry& user = found.emplace_back();
            if (std::count(line.begin(), line.end(), ',') != 4)
                throw kc::Fault{KC_EUNAVAIL, "line " + std::to_string(found.size()) +
                                                 " does not have five fields"};
            std::istringstream row{line};
            for (auto* field : {&user.id, &user.login, &user.fullname, &user.email, &user.password})
                std::getline(row, *field, ',');
        }
        return std::make_shared<const kc::UserList>(found);
    }

    kc::WatchedFile<kc::UserList> _file;
};

KC_MODULE(Csv, options, .id = "user-csv", .version = "1.0.0", .summary = "Users in a CSV file",
          .answers = "userbackend=csv", .provides = KC_USERBACKEND " " KC_USERVERIFIER)
