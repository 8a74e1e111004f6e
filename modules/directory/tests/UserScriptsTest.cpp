// SPDX-License-Identifier: Apache-2.0
// Scripts run once for who comes and goes, with the environment of the manual and no shell.
#include "ScriptRun.h"
#include "TenantFixture.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace kc::directory::test
{

class UserScriptsTest : public TenantFixture
{
    CPPUNIT_TEST_SUITE(UserScriptsTest);
    CPPUNIT_TEST(runsForWhoComesAndGoesOnce);
    CPPUNIT_TEST(aNameIsNeverAShells);
    CPPUNIT_TEST(onlySaysInSafeMode);
    CPPUNIT_TEST(makesUpForSafeMode);
    CPPUNIT_TEST(saysWhichScriptIsMissing);
    CPPUNIT_TEST(syncSeesWhoCameAndWentElsewhere);
    CPPUNIT_TEST(halfAnAnswerRemovesNobody);
    CPPUNIT_TEST(endsWhatTakesTooLong);
    CPPUNIT_TEST(mergesTheFoldersByName);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        TenantFixture::setUp();
        _folder = std::filesystem::temp_directory_path() /
                  ("kc-scripts-" + std::to_string(getpid()) + "-" + std::to_string(++_count));
        std::filesystem::create_directories(_folder);
        write("script",
              "#!/bin/sh\nenv | grep ^KOPANO_ | grep -v ^KOPANO_USER_SCRIPTS= | sort >> " +
                  (_folder / "log").string() + "\necho done\n");
    }

    void tearDown() override { std::filesystem::remove_all(_folder); }

    void runsForWhoComesAndGoesOnce()
    {
        openWithScripts();
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "omega", KC_USER_COMPANY));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "ann@omega"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "team@omega", KC_USER_GROUP));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "card@omega", KC_USER_CONTACT));
        CPPUNIT_ASSERT(idOf("ann@omega") != 0);
        CPPUNIT_ASSERT_EQUAL(
            std::string{"KOPANO_COMPANY=omega KOPANO_USER=ann@omega KOPANO_GROUP=team@omega "},
            log());
        const std::string group = std::to_string(idOf("team@omega"));
        const std::string company = std::to_string(companyId("omega"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, remove(KC_ID_SYSTEM, companyId("omega")));
        const std::string gone = log();
        for (const std::string& each :
             {std::string{"KOPANO_USER=ann@omega "}, "KOPANO_GROUPID=" + group + " ",
              "KOPANO_COMPANYID=" + company + " "})
            CPPUNIT_ASSERT_MESSAGE(gone, gone.find(each) != std::string::npos);
    }

    void aNameIsNeverAShells()
    {
        openWithScripts();
        const std::string evil = "$(touch${IFS}x);`id`'\"&|>y@alpha";
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, evil));
        const std::string seen = log();
        CPPUNIT_ASSERT_MESSAGE(seen, seen.find("KOPANO_USER=" + evil + " ") != std::string::npos);
    }

    void onlySaysInSafeMode()
    {
        openWithScripts({{"user_safe_mode", "yes"}});
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "ann@alpha"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, remove(KC_ID_SYSTEM, idOf("ann@alpha")));
        CPPUNIT_ASSERT_EQUAL(std::string{}, log());
        std::string said;
        for (const std::string& line : _kernel.fullLines())
            said += line + "\n";
        for (const sv line :
             {"user_safe_mode: would create user", "user_safe_mode: would delete user"})
            CPPUNIT_ASSERT_MESSAGE(said, said.find(line) != std::string::npos);
    }

    void makesUpForSafeMode()
    {
        openWithScripts({{"user_safe_mode", "yes"}});
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->sync(context, KC_ID_SYSTEM).ok());
        std::uint64_t before = 0, after = 0;
        CPPUNIT_ASSERT(_directory->state(context, before).ok());
        (void)list(KC_ID_SYSTEM, membersOf(0)); // who was seen is not news each time
        CPPUNIT_ASSERT(_directory->state(context, after).ok());
        CPPUNIT_ASSERT_EQUAL(before, after);
        CPPUNIT_ASSERT_EQUAL(std::string{}, log());
        _kernel.reload("directory", options());
        CPPUNIT_ASSERT(idOf("user@alpha") != 0 && idOf("user@alpha") != 0);
        CPPUNIT_ASSERT_EQUAL(std::string{"KOPANO_USER=user@alpha "}, userLines());
        std::map<std::string, std::string> safe = options();
        safe["user_safe_mode"] = "yes";
        _kernel.reload("directory", safe);
        _users.users.erase("alpha.user");
        CPPUNIT_ASSERT(_directory->sync(context, KC_ID_SYSTEM).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{}, log());
        _kernel.reload("directory", options());
        CPPUNIT_ASSERT(_directory->sync(context, KC_ID_SYSTEM).ok());
        const std::string all = log();
        CPPUNIT_ASSERT_MESSAGE(all, all.find("KOPANO_USER=user@alpha ") != std::string::npos);
    }

    void saysWhichScriptIsMissing()
    {
        std::filesystem::remove(_folder / "script");
        openWithScripts();
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "ann@alpha"));
        std::string said;
        for (const std::string& line : _kernel.fullLines())
            said += line + "\n";
        for (const sv word : {"there is no such user script", "createuser_script", "ann@alpha"})
            CPPUNIT_ASSERT_MESSAGE(said, said.find(word) != std::string::npos);
    }

    void syncSeesWhoCameAndWentElsewhere()
    {
        openWithScripts();
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->sync(context, KC_ID_SYSTEM).ok());
        (void)log();
        _users.users.erase("beta.user");
        add("beta", "fresh", KC_USER_ACTIVE);
        CPPUNIT_ASSERT(_directory->sync(context, KC_ID_SYSTEM).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"KOPANO_USER=fresh@beta KOPANO_USER=user@beta "}, log());
        CPPUNIT_ASSERT(_directory->sync(context, KC_ID_SYSTEM).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{}, log());
        add("beta", "user", KC_USER_ACTIVE); // is back, and himself again
        CPPUNIT_ASSERT(idOf("user@beta") != 0);
        CPPUNIT_ASSERT_EQUAL(std::string{"KOPANO_USER=user@beta "}, log());
    }

    void halfAnAnswerRemovesNobody()
    {
        openWithScripts();
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->sync(context, KC_ID_SYSTEM).ok());
        (void)log();
        _users.expiring = 2; // the list cannot be read to its end
        CPPUNIT_ASSERT_THROW((void)_directory->sync(context, KC_ID_SYSTEM), Fault);
        CPPUNIT_ASSERT_EQUAL(std::string{}, log());
    }

    void endsWhatTakesTooLong()
    {
        write("slow", "#!/bin/sh\necho one\nsleep 100\n");
        std::string said;
        const auto take = [&](sv line) { said += line; };
        const ScriptOrder order{(_folder / "slow").string(), {}, std::chrono::milliseconds{300}};
        CPPUNIT_ASSERT(runScript(order, take, [] { return false; }) == ScriptEnd::TimedOut);
        CPPUNIT_ASSERT_EQUAL(std::string{"one"}, said);
        const ScriptOrder missing{"/no/such/program", {}, std::chrono::seconds{1}};
        CPPUNIT_ASSERT(runScript(missing, take, [] { return false; }) == ScriptEnd::NotStarted);
        write("bad", "#!/bin/sh\nexit 3\n");
        const ScriptOrder bad{(_folder / "bad").string(), {}, std::chrono::seconds{10}};
        CPPUNIT_ASSERT(runScript(bad, take, [] { return false; }) == ScriptEnd::Failed);
    }

    void mergesTheFoldersByName()
    {
        std::filesystem::create_directories(_folder / "lib");
        std::filesystem::create_directories(_folder / "etc");
        for (const std::string name : {"lib/10a", "lib/30c", "etc/10a", "etc/20b"})
            write(name, "#!/bin/sh\n");
        std::ofstream{_folder / "etc/README"} << "no program";
        const std::string root = _folder.string();
        const std::vector<std::string> expected{root + "/etc/10a", root + "/etc/20b",
                                                root + "/lib/30c"};
        CPPUNIT_ASSERT(programsIn({root + "/lib", root + "/etc", root + "/none"}) == expected);
    }

private:
    void write(const std::string& name, const std::string& text)
    {
        std::ofstream{_folder / name} << text;
        std::filesystem::permissions(_folder / name, std::filesystem::perms::owner_all);
    }

    void openWithScripts(std::map<std::string, std::string> more = {})
    {
        more.merge(options());
        open(more);
    }

    std::map<std::string, std::string> options() const
    {
        std::map<std::string, std::string> all{{"loginname_format", "%u@%c"},
                                               {"enable_hosted_kopano", "yes"}};
        for (const std::string what : {"user", "group", "company"})
            for (const std::string verb : {"create", "delete"})
                all[verb + what + "_script"] = (_folder / "script").string();
        return all;
    }

    /// What the scripts for users saw.
    std::string userLines()
    {
        std::istringstream all{log()};
        std::string users;
        for (std::string word; all >> word;)
            if (word.starts_with("KOPANO_USER="))
                users += word + " ";
        return users;
    }

    /// What the scripts saw since the last call, in one line.
    std::string log()
    {
        _kernel.runTasks();
        std::ifstream file{_folder / "log"};
        std::string all;
        for (std::string line; std::getline(file, line);)
            all += line + " ";
        std::filesystem::remove(_folder / "log");
        return all;
    }

    std::filesystem::path _folder;
    static inline int _count = 0;
};

CPPUNIT_TEST_SUITE_REGISTRATION(UserScriptsTest);

} // namespace kc::directory::test
