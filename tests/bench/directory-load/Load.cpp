// SPDX-License-Identifier: Apache-2.0
// What the directory costs without a protocol in front of it: directory-load MODULES DIRECTORY
// [USERS]. Creates 1,000 companies and so many users (100,000) in an SQLite there, lists and looks
// up, and asks 1,000 times each, in turn, for what is not there and for what whoever asks must not
// know of. Ends with 1 if these two differ by more than a tenth. Figures are for
// doc/performance.md.
#include <kc/directory.hpp>
#include <kc/test/fake_kernel.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>

namespace
{

using Clock = std::chrono::steady_clock;

constexpr int kCompanies = 1000;
constexpr int kBatch = 500;
constexpr int kProbes = 1000;
// "secret", at a cost that a benchmark can afford: nothing of it is measured.
constexpr kc::sv kHash = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$HQ/nqGDbXdEqhVL9DQ3MKQ";

double millisecondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

class Load
{
public:
    Load(const std::string& modules, const std::string& directory)
    {
        _kernel.load(modules + "/sql-sqlite.so", {{"sqlite_path", directory + "/kc.db"}});
        _kernel.load(modules + "/user-db.so");
        _kernel.load(modules + "/directory.so", {{"enable_hosted_kopano", "yes"},
                                                 {"loginname_format", "%u@%c"},
                                                 {"createuser_script", ""},
                                                 {"createcompany_script", ""}});
        _directory.emplace(_kernel.service(KC_DIRECTORY));
    }

    void create(int users)
    {
        std::vector<std::string> names;
        for (int i = 0; i < kCompanies; ++i)
            names.push_back(company(i));
        createAll(names, KC_USER_COMPANY);
        names.clear();
        for (int i = 0; i < users; ++i)
            names.push_back(login(i));
        const auto begin = Clock::now();
        createAll(names, KC_USER_ACTIVE);
        std::printf("create: %.0f users/s\n", users * 1000.0 / millisecondsSince(begin));
    }

    void list()
    {
        std::vector<double> times;
        std::size_t rows = 0;
        for (int i = 0; i < 50; ++i)
        {
            kc::test::FakeCall call{_kernel.host()};
            kc::Context context = call.context();
            const kc_id id = idOf(company(i * 7), KC_KIND(KC_USER_COMPANY));
            const auto begin = Clock::now();
            rows = 0;
            (void)_directory->list(context, KC_ID_SYSTEM, kc::membersOf(id),
                                   [&](const kc_principal&) { ++rows; });
            times.push_back(millisecondsSince(begin));
        }
        std::printf("list of one company: %zu rows, median %.2f ms, worst %.2f ms\n", rows,
                    median(times), *std::max_element(times.begin(), times.end()));
    }

    void logins(int users)
    {
        std::vector<double> times;
        for (int i = 0; i < 2000; ++i)
        {
            const std::string name = login(i * 37 % users);
            const auto begin = Clock::now();
            if (idOf(name) == 0)
                throw std::runtime_error{"nobody is " + name};
            times.push_back(millisecondsSince(begin));
        }
        std::printf("look-up of a login, first time: median %.3f ms, worst %.3f ms\n",
                    median(times), *std::max_element(times.begin(), times.end()));
    }

    /// False if they differ by more than a tenth.
    bool probe(int users)
    {
        const kc_id actor = idOf(login(0)); // of the first company
        bool isEqual = true;
        for (const bool isRemembered : {false, true})
        {
            const auto foreign = [&](int i) { return 1 + i * 61 % (users - kCompanies); };
            const auto isOwn = [&](int i) { return i % kCompanies == 0; };
            const auto other = [&](int i) { return isOwn(foreign(i)) ? 1 : foreign(i); };
            const std::string how = isRemembered ? " (remembered)" : "";
            const auto remember = [&](int i)
            {
                const kc_id id = idOf(login(other(i)));
                if (isRemembered)
                    (void)idOf(address(other(i)), 0, KC_MATCH_ADDRESS), (void)get(2, id);
                else
                    forget();
                return id;
            };
            isEqual &= compare("by login" + how, remember,
                               [&](int i, kc_id, bool isAbsent)
                               { ask(actor, isAbsent ? absentLogin(i) : login(other(i))); });
            isEqual &= compare(
                "by address" + how, remember,
                [&](int i, kc_id, bool isAbsent)
                { ask(actor, isAbsent ? absentAddress(i) : address(other(i)), KC_MATCH_ADDRESS); });
            isEqual &= compare("by id" + how, remember,
                               [&](int i, kc_id id, bool isAbsent)
                               { (void)get(actor, isAbsent ? 90'000'000 + i : id); });
        }
        return isEqual;
    }

private:
    static std::string company(int i) { return "company" + std::to_string(100'000 + i); }

    static std::string user(int i) { return "user" + std::to_string(100'000 + i); }

    static std::string login(int i) { return user(i) + '@' + company(i % kCompanies); }

    static std::string address(int i) { return user(i) + "@mail.test"; }

    // As long as the others are.
    static std::string absentLogin(int i)
    {
        return user(i) + "@nowhere" + std::to_string(100'000 + i % kCompanies);
    }

    static std::string absentAddress(int i) { return user(800'000 + i) + "@mail.test"; }

    void createAll(const std::vector<std::string>& names, kc_user_kind kind)
    {
        for (std::size_t from = 0; from < names.size(); from += kBatch)
        {
            std::vector<kc_user> users;
            std::vector<std::string> addresses;
            const std::size_t end = std::min(names.size(), from + kBatch);
            addresses.reserve(kBatch);
            for (std::size_t i = from; i < end; ++i)
            {
                addresses.push_back(kind == KC_USER_COMPANY ? "" : address(static_cast<int>(i)));
                kc_user made{};
                made.size = sizeof made;
                made.kind = kind;
                made.login = kc::str(names[i]);
                made.fullname = kc::str("Some Body");
                made.email = kc::str(addresses.back());
                users.push_back(made);
            }
            std::vector<kc_new_user> rows;
            for (const kc_user& made : users)
                rows.push_back({sizeof(kc_new_user),
                                0,
                                &made,
                                {},
                                kind == KC_USER_COMPANY ? kc_str{} : kc::str(kHash)});
            kc::test::FakeCall call{_kernel.host()};
            kc::Context context = call.context();
            const auto take = [&](const kc_new_principal_answer& answer)
            {
                if (answer.status != KC_OK)
                    throw std::runtime_error{"not made: " + std::string{kc::view(answer.why)}};
            };
            if (!_directory->createAll(context, KC_ID_SYSTEM, kc::newUsers(rows), take).ok())
                throw std::runtime_error{"create_all() refuses"};
        }
    }

    kc_id idOf(const std::string& name, std::uint32_t kinds = 0,
               std::uint32_t match = KC_MATCH_LOGIN)
    {
        kc::test::FakeCall call{_kernel.host()};
        kc::Context context = call.context();
        kc_id id = 0;
        (void)_directory->find(context, KC_ID_SYSTEM, kc::named(name, match, kinds),
                               [&](const kc_principal& found) { id = found.id; });
        return id;
    }

    void ask(kc_id actor, const std::string& name, std::uint32_t match = KC_MATCH_LOGIN)
    {
        kc::test::FakeCall call{_kernel.host()};
        kc::Context context = call.context();
        if (_directory->find(context, actor, kc::named(name, match), [](const kc_principal&) {}) !=
            KC_ENOTFOUND)
            throw std::runtime_error{"an answer about " + name};
    }

    bool get(kc_id actor, kc_id id)
    {
        kc::test::FakeCall call{_kernel.host()};
        kc::Context context = call.context();
        bool isThere = false;
        (void)_directory->get(context, actor, {&id, 1},
                              [&](const kc_principal&) { isThere = true; });
        return isThere;
    }

    void forget()
    {
        kc::test::FakeCall call{_kernel.host()};
        kc::Context context = call.context();
        (void)_directory->clearCaches(context, KC_ID_SYSTEM);
    }

    template <class Prepare, class Probe>
    bool compare(const std::string& what, const Prepare& prepare, const Probe& probe)
    {
        std::vector<double> foreign, absent;
        for (int i = 0; i < kProbes; ++i)
        {
            const kc_id id = prepare(i);
            for (const bool isAbsent : {i % 2 == 0, i % 2 != 0})
            {
                ask(idOf(login(0)), absentLogin(i)); // who asks is known, and the caches are warm
                const auto begin = Clock::now();
                probe(i, id, isAbsent);
                (isAbsent ? absent : foreign).push_back(millisecondsSince(begin) * 1000);
            }
        }
        const double difference = median(foreign) / median(absent) - 1;
        std::printf("%s: foreign %.2f us, absent %.2f us, %+.1f %%\n", what.c_str(),
                    median(foreign), median(absent), difference * 100);
        return std::abs(difference) <= 0.1;
    }

    kc::test::FakeKernel _kernel;
    std::optional<kc::DirectoryProxy> _directory;
};

void printMemory()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS"))
            std::printf("%s\n", line.c_str());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3)
    {
        std::fprintf(stderr, "usage: directory-load MODULES DIRECTORY [USERS]\n");
        return 2;
    }
    try
    {
        const int users = argc > 3 ? std::stoi(argv[3]) : 100'000;
        Load load{argv[1], argv[2]};
        load.create(users);
        load.list();
        load.logins(users);
        const bool isEqual = load.probe(users);
        printMemory();
        return isEqual ? 0 : 1;
    }
    catch (const std::exception& failure)
    {
        std::fprintf(stderr, "directory-load: %s\n", failure.what());
        return 2;
    }
}
