// SPDX-License-Identifier: Apache-2.0
// Users from a CSV file. When it cannot be read, that is a fault, never "no such user".
#include <filesystem>
#include <fstream>
#include <kc/userlist.hpp>
#include <mutex>
#include <sstream>

static constexpr auto options =
    kc::opt::table(kc::opt::str("csv_users")
                       .def("/etc/kopano/users.csv")
                       .help("File of users, one a line: id,login,full name,address,password."));

class Csv : public kc::Module, public kc::ListedUsers
{
public:
    explicit Csv(const kc::Init& init) : Module{init}, _path{config().str("csv_users")}
    {
        offer<kc::UserBackend>(*this);
        offer<kc::UserVerifier>(*this);
    }

    std::shared_ptr<const kc::UserList> users(kc::Context&) override
    {
        std::error_code missing;
        const auto changed = std::filesystem::last_write_time(_path, missing);
        if (missing)
            throw kc::Fault{KC_EUNAVAIL, _path + ": " + missing.message()};
        const std::lock_guard lock{_mutex};
        if (!_users || changed != _changed)
            _users = read();
        _changed = changed;
        return _users;
    }

private:
    std::shared_ptr<const kc::UserList> read() const
    {
        std::ifstream file{_path};
        std::vector<kc::UserEntry> found;
        for (std::string line; std::getline(file, line);)
        {
            std::istringstream row{line};
            kc::UserEntry& user = found.emplace_back();
            for (auto* field : {&user.id, &user.login, &user.fullname, &user.email, &user.password})
                std::getline(row, *field, ',');
        }
        if (!file.eof())
            throw kc::Fault{KC_EUNAVAIL, _path + " cannot be read"};
        return std::make_shared<const kc::UserList>(found);
    }

    const std::string _path;
    std::mutex _mutex; // guards the two below
    std::shared_ptr<const kc::UserList> _users;
    std::filesystem::file_time_type _changed;
};

KC_MODULE(Csv, options, .id = "user-csv", .version = "1.0.0", .summary = "Users in a CSV file",
          .answers = "userbackend=csv", .provides = KC_USERBACKEND " " KC_USERVERIFIER)
