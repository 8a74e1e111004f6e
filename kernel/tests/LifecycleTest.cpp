// SPDX-License-Identifier: Apache-2.0
// Command lines and the life of a real module, loaded from its file.
#include "core/Kernel.h"
#include "core/Reports.h"
#include <kc/cross.hpp>
#include <kc/descriptor/Words.h>

#include <cppunit/extensions/HelperMacros.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace kc::kernel;

namespace
{

class LifecycleTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(LifecycleTest);
    CPPUNIT_TEST(readsCommandLines);
    CPPUNIT_TEST(findsItsFileInTheConfigurationFolder);
    CPPUNIT_TEST(createsAndChecksWithoutStarting);
    CPPUNIT_TEST(saysWhichStepFailedAndWhy);
    CPPUNIT_TEST(asksStartedModulesForTheirHealth);
    CPPUNIT_TEST(collectsAllProblems);
    CPPUNIT_TEST(reloadsAllOrNothing);
    CPPUNIT_TEST(namesAModuleThatBreaksItsWordAtReload);
    CPPUNIT_TEST(sendsOptionsOfTheCommandLineToTheirProgram);
    CPPUNIT_TEST(listsModulesWithTheReason);
    CPPUNIT_TEST(masksSecrets);
    CPPUNIT_TEST(dumpsWhatCanBeReadAgain);
    CPPUNIT_TEST(readsAModulesOwnFile);
    CPPUNIT_TEST(describesTheKernelAndModules);
    CPPUNIT_TEST_SUITE_END();

    std::string _directory;

    void write(const std::string& name, const std::string& text) const
    {
        std::ofstream{_directory + "/" + name} << text;
    }

    std::string trace() const
    {
        std::ifstream file{_directory + "/trace"};
        std::string line;
        std::string all;
        while (std::getline(file, line))
            all += line + " ";
        return all;
    }

    std::unique_ptr<Assembly> assemble(const std::string& config,
                                       const std::vector<std::string>& more = {}) const
    {
        write("server.cfg", "module_path = " KC_TEST_MODULES "\nmoody_trace = " + _directory +
                                "/trace\n" + config);
        const std::string path = _directory + "/server.cfg";
        std::vector<const char*> arguments{"/usr/sbin/kopano-server", "-c", path.c_str()};
        for (const std::string& each : more)
            arguments.push_back(each.c_str());
        return std::make_unique<Assembly>(CommandLine::parse(arguments));
    }

public:
    void setUp() override
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-life-XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(pattern.data()) != nullptr);
        _directory = pattern;
    }

    void tearDown() override { std::filesystem::remove_all(_directory); }

    void readsCommandLines()
    {
        const std::vector<const char*> arguments{"./kopano-gateway",
                                                 "-F",
                                                 "-c",
                                                 "/x.cfg",
                                                 "--chat-listen=*:143",
                                                 "--json",
                                                 "--force-it",
                                                 "--describe-module",
                                                 "chat",
                                                 "stray"};
        const CommandLine line = CommandLine::parse(arguments);
        CPPUNIT_ASSERT_EQUAL(std::string{"gateway"}, line.program);
        CPPUNIT_ASSERT_EQUAL(std::string{"/x.cfg"}, line.configPath());
        CPPUNIT_ASSERT_EQUAL(std::string{"chat"}, line.described);
        CPPUNIT_ASSERT(line.json && line.action == CommandLine::Action::DescribeModule);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, line.assignments.size());
        CPPUNIT_ASSERT_EQUAL(std::string{"chat_listen"}, line.assignments[0].name);
        CPPUNIT_ASSERT_EQUAL(std::string{"*:143"}, line.assignments[0].value);
        CPPUNIT_ASSERT_EQUAL(std::string{"yes"}, line.assignments[1].value);
        CPPUNIT_ASSERT_EQUAL(
            std::string{"command line: argument 9 is no option; options are --name=value"},
            joined(line.errors));
        CPPUNIT_ASSERT_EQUAL(std::string{"admin.cfg"}, configFileName("cli"));
    }

    void findsItsFileInTheConfigurationFolder()
    {
        const CommandLine gateway = CommandLine::parse(std::vector<const char*>{"kopano-gateway"});
        const CommandLine cli = CommandLine::parse(std::vector<const char*>{"/x/kopano-cli"});
        for (const char* other : {"kopano-admin", "/x/kopano-storeadm", "kopano-passwd"})
            CPPUNIT_ASSERT_EQUAL(std::string{"cli"},
                                 CommandLine::parse(std::vector<const char*>{other}).program);
        // -c creates a user there.
        const CommandLine admin =
            CommandLine::parse(std::vector<const char*>{"kopano-admin", "-c", "john"});
        CPPUNIT_ASSERT_EQUAL(std::string{}, admin.configFile);
        CPPUNIT_ASSERT_EQUAL(0, unsetenv("KOPANO_CONFIG_PATH"));
        CPPUNIT_ASSERT_EQUAL(std::string{"/etc/kopano/gateway.cfg"}, gateway.configPath());
        CPPUNIT_ASSERT_EQUAL(std::string{"/etc/kopano/admin.cfg"}, cli.configPath());
        CPPUNIT_ASSERT_EQUAL(0, setenv("KOPANO_CONFIG_PATH", "/elsewhere", 1));
        CPPUNIT_ASSERT_EQUAL(std::string{"/elsewhere/gateway.cfg"}, gateway.configPath());
        CPPUNIT_ASSERT_EQUAL(0, unsetenv("KOPANO_CONFIG_PATH"));
    }

    void createsAndChecksWithoutStarting()
    {
        const auto assembly = assemble("modules = moody\n");
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(assembly->problems().errors()));
        {
            Kernel kernel{*assembly};
            kernel.createModules(assembly->problems());
        }
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(assembly->problems().errors()));
        CPPUNIT_ASSERT_EQUAL(std::string{"create check destroy "}, trace());
    }

    void saysWhichStepFailedAndWhy()
    {
        struct Case
        {
            std::string step, sentence, steps;
        };
        for (const Case& each : {
                 Case{"create", "cannot be created", "create "},
                 Case{"check", "refuses its configuration", "create check destroy "},
                 Case{"start", "cannot start", "create check start stop destroy "},
             })
        {
            std::filesystem::remove(_directory + "/trace");
            const auto assembly = assemble("modules = moody\nmoody_fails = " + each.step + "\n");
            Problems problems;
            {
                Kernel kernel{*assembly};
                kernel.createModules(problems);
                if (!problems.hasErrors())
                    assembly->modules().front()->start(problems);
            }
            CPPUNIT_ASSERT_EQUAL("module moody (server.cfg:3 modules) " + each.sentence +
                                     ": server.cfg:4: moody_fails says so",
                                 joined(problems.errors(), "|"));
            CPPUNIT_ASSERT_EQUAL(each.steps, trace());
        }
    }

    void asksStartedModulesForTheirHealth()
    {
        for (const std::string word : {"health", "nothing"})
        {
            const auto assembly = assemble("modules = moody\nmoody_fails = " + word + "\n");
            Kernel kernel{*assembly};
            Problems problems;
            kernel.createModules(problems);
            std::string said;
            const auto take = [&](const kc_health_row& row)
            {
                said.append(kc::view(row.module)).append(row.status < 0 ? ": " : " is well");
                said += kc::view(row.text);
            };
            const kc::Sink<kc_health_row> sink{take};
            const Health health{assembly->modules()};
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, health.each(nullptr, sink.raw()));
            CPPUNIT_ASSERT_EQUAL(std::string{}, said); // not started: not asked
            assembly->modules().front()->start(problems);
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, health.each(nullptr, sink.raw()));
            CPPUNIT_ASSERT_EQUAL(std::string{word == "health"
                                                 ? "moody: server.cfg:4: moody_fails says so"
                                                 : "moody is well"},
                                 said);
        }
    }

    void collectsAllProblems()
    {
        const auto assembly = assemble("modules = moody nodule\nmoody_wurd = x\nthreads = many\n"
                                       "echo_listen = 127.0.0.1:0\necho_mode = quiet\n",
                                       {"--no-such=1", "word"});
        CPPUNIT_ASSERT_EQUAL(
            std::string{
                "server.cfg:5: threads = many: not a whole number; write one between 1 and 1000, "
                "such as 8\n"
                "command line: argument 4 is no option; options are --name=value\n"
                "server.cfg:3 modules: no module nodule in " KC_TEST_MODULES "\n"
                "server.cfg:4: unknown option moody_wurd; did you mean moody_word?\n"
                "command line: unknown option no_such; remove it, --dump-config --all shows those "
                "there are\n"
                "server.cfg:7: echo_mode = quiet: must be one of plain, loud"},
            joined(assembly->problems().errors(), "\n"));
    }

    void reloadsAllOrNothing()
    {
        const auto assembly = assemble("modules = moody\nmoody_word = one\n", {"--log-level=5"});
        Kernel kernel{*assembly};
        Problems problems;
        kernel.createModules(problems);
        const std::string head =
            "module_path = " KC_TEST_MODULES "\nmoody_trace = " + _directory + "/trace\n";

        const Snapshot& first = assembly->modules().front()->config();
        write("server.cfg", head + "modules = moody\nmoody_word = two\nlog_level = 1\n");
        assembly->reload(problems);
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(problems.errors()));
        CPPUNIT_ASSERT_EQUAL(std::string{"create check check reload two "}, trace());
        // A call that began before the reload may still read what it began with.
        CPPUNIT_ASSERT_EQUAL(std::string{"one"}, first["moody_word"].text);
        // The command line's value is pinned.
        CPPUNIT_ASSERT_EQUAL(5, assembly->configuration().settings().logLevel);

        write("server.cfg", head + "modules = moody\nmoody_word = three\nmoody_fails = check\n");
        assembly->reload(problems);
        CPPUNIT_ASSERT(problems.hasErrors());
        CPPUNIT_ASSERT_EQUAL(std::string{"two"},
                             assembly->modules().front()->config()["moody_word"].text);

        Problems broken;
        write("server.cfg", head + "modules = moody\nmoody_word = four\nnonsense = 1\n");
        assembly->reload(broken);
        CPPUNIT_ASSERT_EQUAL(
            std::string{"server.cfg:5: unknown option nonsense; remove it, --dump-config --all "
                        "shows those there are"},
            joined(broken.errors()));
        CPPUNIT_ASSERT_EQUAL(std::string{"create check check reload two check "}, trace());
    }

    void namesAModuleThatBreaksItsWordAtReload()
    {
        const auto assembly = assemble("modules = moody\nmoody_word = one\n");
        Kernel kernel{*assembly};
        Problems problems;
        kernel.createModules(problems);
        write("server.cfg", "module_path = " KC_TEST_MODULES "\nmoody_trace = " + _directory +
                                "/trace\nmodules = moody\nmoody_word = two\n"
                                "moody_fails = reload two\nlog_level = 5\n");
        // It is too late to refuse: the others have taken theirs.
        CPPUNIT_ASSERT(assembly->reload(problems) == Assembly::Reload::Taken);
        CPPUNIT_ASSERT_EQUAL(std::string{"module moody (server.cfg:3 modules) failed in reload "
                                         "after it had agreed: server.cfg:5: moody_fails says so"},
                             joined(problems.errors()));
        CPPUNIT_ASSERT_EQUAL(5, assembly->configuration().settings().logLevel);
    }

    void sendsOptionsOfTheCommandLineToTheirProgram()
    {
        write("gateway.cfg", "log_level = 6\n");
        const auto assembly =
            assemble("programs = server gateway\n", {"--echo-listen=127.0.0.1:0", "--threads=3"});
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(assembly->problems().errors()));
        // echo is for both; the server comes first. The gateway's log_level does not count here.
        CPPUNIT_ASSERT_EQUAL(std::string{"echo"}, assembly->modules().front()->id());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, assembly->modules().front()->program());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, assembly->configuration().settings().threads);
        CPPUNIT_ASSERT_EQUAL(3, assembly->configuration().settings().logLevel);
    }

    void listsModulesWithTheReason()
    {
        const auto assembly = assemble("disable_modules = moody\necho_listen = *:0\n");
        const std::string table = moduleTable(*assembly);
        const auto hasRow = [&](const std::vector<std::string>& row)
        {
            for (const std::string& line : words(table, "\n"))
                if (words(line) == row)
                    return true;
            return false;
        };
        CPPUNIT_ASSERT_MESSAGE(table, hasRow({"echo", "1.0", "1.1", "selected", "-", "server.cfg:4",
                                              "echo_listen", "-"}));
        CPPUNIT_ASSERT_MESSAGE(table, hasRow({"moody", "1.0", "1.1", "disabled", "-", "-", "-"}));
        CPPUNIT_ASSERT(moduleJson(*assembly).find("{\"id\": \"moody\", \"version\": \"1.0\"") !=
                       std::string::npos);
    }

    void dumpsWhatCanBeReadAgain()
    {
        write("own.cfg", "plain_word = hello\n!propmap names.cfg\n");
        write("names.cfg", "0x3001001F = name\n");
        const auto first = assemble("modules = sampler\nsample_file = own.cfg\nsample_count = 0x4\n"
                                    "sample_words = a  b = c\nsample_color = RED\n"
                                    "sample_secret = hunter2\nthreads = 9\n");
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(first->problems().errors()));
        const std::string text = configText(*first);
        const std::string heading = "## " + _directory + "/own.cfg\n";
        const std::size_t own = text.find(heading);
        CPPUNIT_ASSERT_MESSAGE(text,
                               text.starts_with("## server.cfg\n") && own != std::string::npos);
        write("own.cfg", text.substr(own));
        write("server.cfg", text.substr(0, own));
        const std::string path = _directory + "/server.cfg";
        const std::vector<const char*> arguments{"kopano-server", "-c", path.c_str()};
        Assembly second{CommandLine::parse(arguments)};
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(second.problems().errors()));
        CPPUNIT_ASSERT_EQUAL(first->modules().size(), second.modules().size());
        for (std::size_t i = 0; i < first->modules().size(); ++i)
        {
            const Snapshot& before = first->modules()[i]->config();
            const Snapshot& after = second.modules()[i]->config();
            CPPUNIT_ASSERT(before.mapEntries() == after.mapEntries());
            for (std::size_t k = 0; k < before.schema().rows().size(); ++k)
                if ((before.schema().rows()[k].flags & KC_OPT_SECRET) == 0)
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(before.schema().rows()[k].name, before.at(k).text,
                                                 after.at(k).text);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{9}, second.configuration().settings().threads);
    }

    void readsAModulesOwnFile()
    {
        const std::string head = "modules = sampler\nsample_file = own.cfg\nplain_word = one\n"
                                 "plain_trace = " +
                                 _directory + "/trace\n";
        write("own.cfg", "plain_word = two\n!propmap names.cfg\n");
        write("names.cfg", "0x3001001F = name\n");
        const auto assembly = assemble(head);
        Kernel kernel{*assembly};
        Problems problems = assembly->problems();
        kernel.createModules(problems);
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(problems.errors()));
        write("own.cfg", "!propmap names.cfg\nplain_word = three\nplain_fixed = new\n");
        assembly->reload(problems);
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(problems.errors()));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"own.cfg:3: plain_fixed takes effect after a restart only"},
            joined(problems.warnings()));
        CPPUNIT_ASSERT_EQUAL(std::string{"own.cfg:1: plain_word = two 0x3001001F=name "
                                         "own.cfg:2: plain_word = three 0x3001001F=name "},
                             trace());
        std::filesystem::remove(_directory + "/own.cfg");
        assembly->reload(problems);
        CPPUNIT_ASSERT_EQUAL(std::string{"server.cfg:4: sample_file = own.cfg: no such file, and "
                                         "module taste-plain (sample_taste (default)) reads its "
                                         "options there; create "} +
                                 _directory + "/own.cfg or correct the name",
                             joined(problems.errors()));
        CPPUNIT_ASSERT_EQUAL(std::string{"three"},
                             assembly->modules().front()->config()["plain_word"].text);
        // The command line beats both files.
        write("own.cfg", "plain_word = two\n");
        const auto pinned = assemble(head, {"--plain-word=four"});
        CPPUNIT_ASSERT_EQUAL(std::string{"four"},
                             pinned->modules().front()->config()["plain_word"].text);
    }

    void describesTheKernelAndModules()
    {
        struct Case
        {
            std::vector<std::string> arguments;
            std::string part;
        };
        for (const Case& each : {
                 Case{{"--describe-module=kernel"},
                      "  log_level = 3\n      number, reloadable. 0 no"},
                 Case{{"--describe-module=kernel", "--json"}, "{\"name\": \"log_level\""},
                 Case{{"--describe-module", "taste-plain"},
                      "options also in the file that is named by: sample_file\n"},
                 Case{{"--describe-module", "taste-plain", "--json"},
                      "\"config_file\": \"sample_file\""},
                 Case{{"--describe-module", "taste-plane"}, "did you mean taste-plain?"},
             })
        {
            std::string wrong;
            const auto text = moduleDescription(*assemble("", each.arguments), wrong);
            const std::string said = text.value_or(wrong);
            CPPUNIT_ASSERT_MESSAGE(said, said.find(each.part) != std::string::npos);
        }
    }

    void masksSecrets()
    {
        const auto assembly = assemble("echo_listen = *:0\necho_secret = hunter2\n");
        const std::string text = configText(*assembly) + configJson(*assembly);
        CPPUNIT_ASSERT(text.find("# echo_secret = ****\n") != std::string::npos);
        CPPUNIT_ASSERT(text.find("# echo_timeout = 60s\n") != std::string::npos);
        CPPUNIT_ASSERT(text.find("hunter2") == std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LifecycleTest);

} // namespace
