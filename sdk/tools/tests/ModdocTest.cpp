// SPDX-License-Identifier: Apache-2.0
// Documents from option tables: nothing in a help text or in prose can break a page, and what an
// option is appears in each of them.
#include "Documents.h"
#include "Roff.h"
#include "Tree.h"

#include <cppunit/extensions/HelperMacros.h>
#include <nlohmann/json.hpp>

using namespace kc::moddoc;

namespace
{

OptionFacts option(const char* name, kc_option_type type, const char* def, const char* help)
{
    OptionFacts facts;
    facts.name = name;
    facts.type = type;
    facts.def = def;
    facts.help = help;
    return facts;
}

ModuleFacts acme()
{
    ModuleFacts facts;
    facts.id = "acme";
    facts.summary = "Rockets";
    facts.programs = {"server"};
    facts.answers = {"auth=acme"};
    facts.provides = {"kc.auth/1"};
    OptionFacts url = option("acme_url", KC_OPT_STR, "", "Where rockets are.");
    url.group = "Rockets";
    url.since = "1.2";
    url.flags = KC_OPT_RELOADABLE | KC_OPT_NONEMPTY;
    OptionFacts size = option("acme_size", KC_OPT_SIZE, "1M", "How large.");
    size.min = 65536;
    size.max = std::int64_t{2} << 30;
    OptionFacts color = option("acme_color", KC_OPT_PICK, "red", "Which colour.");
    color.choices = {"red", "blue"};
    OptionFacts hidden = option("acme_secret_switch", KC_OPT_FLAG, "no", "For tests.");
    hidden.flags = KC_OPT_HIDDEN;
    OptionFacts alias = option("acme_uri", KC_OPT_ALIAS, "", "");
    alias.target = "acme_url";
    facts.options = {url, size, color, hidden, alias};
    return facts;
}

void assertHas(const std::string& text, const std::string& part)
{
    CPPUNIT_ASSERT_MESSAGE("no " + part + " in\n" + text, text.find(part) != std::string::npos);
}

void assertLacks(const std::string& text, const std::string& part)
{
    CPPUNIT_ASSERT_MESSAGE(part + " in\n" + text, text.find(part) == std::string::npos);
}

class ModdocTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ModdocTest);
    CPPUNIT_TEST(textIsNeverARequest);
    CPPUNIT_TEST(proseBecomesAPage);
    CPPUNIT_TEST(pageSaysWhatAnOptionIs);
    CPPUNIT_TEST(exampleFileHasEveryOptionCommentedOut);
    CPPUNIT_TEST(jsonComesBackAsItWent);
    CPPUNIT_TEST(refusesWhatIsNoDescription);
    CPPUNIT_TEST(catalogueKeepsWhatNobodyServes);
    CPPUNIT_TEST(moduleWithItsOwnFileIsNotInTheProgramsFile);
    CPPUNIT_TEST(optionsOfSeveralModulesStandOnce);
    CPPUNIT_TEST(completesChoicesOfTheProgram);
    CPPUNIT_TEST_SUITE_END();

public:
    void textIsNeverARequest()
    {
        struct Case
        {
            const char *text, *roff;
        };
        for (const Case& each :
             {Case{".so /etc/passwd", "\\&.so /etc/passwd\n"}, Case{"'br", "\\(aqbr\n"},
              Case{"a\\fBb", "a\\efBb\n"}, Case{"x-y", "x\\-y\n"},
              Case{"1–2 → 3", "1\\(en2 \\(-> 3\n"}, Case{"\xe2\x82\xac", "\\[u20AC]\n"},
              Case{"\xff\xc3", "\\[uFFFD]\\[uFFFD]\n"}, Case{"a\nb", "a b\n"}, Case{"", "\n"}})
            CPPUNIT_ASSERT_EQUAL(std::string{each.roff}, roffLine(each.text));
    }

    void proseBecomesAPage()
    {
        const std::string page =
            roffFromMarkdown("# acme\n\nSome **bold** `-c`.\nMore.\n\n## Limits\n\n* one\n  two\n\n"
                             "| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n\n    .code  x\n\n"
                             "```\n# no heading\n```\n2. second\n");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"Some \\fBbold\\fP \\fB\\-c\\fP.\nMore.\n.SS \"Limits\"\n.IP \\(bu 2\n"
                        "one\ntwo\n.TP\n1\nb: 2; c: 3\n.PP\n.RS 4\n.EX\n\\&.code  x\n.EE\n.RE\n"
                        ".PP\n.RS 4\n.EX\n# no heading\n.EE\n.RE\n.IP 2. 4\nsecond\n"},
            page);
        for (const char* odd :
             {"|", "**", "`", "#", "```", "* ", "|\n|", "1.", "    ", "**a", "||||"})
            (void)roffFromMarkdown(odd);
    }

    void pageSaysWhatAnOptionIs()
    {
        const ModuleFacts module = acme();
        const std::string page = manPage({"", "acme.cfg", "kopano-acme.cfg", "acme", {&module}});
        assertHas(page, ".SH \"ROCKETS\"");
        assertHas(page, ".SS \"Rockets\"");
        assertHas(page,
                  "\\fBacme_url\\fP (text; default: empty; not empty; reloadable; since 1.2)");
        assertHas(page, "(size; from 64k to 2G; default: 1M)");
        assertHas(page, "(one of red, blue; default: red)");
        assertHas(page, ".SH \"FORMER OPTIONS\"\n.TP\n\\fBacme_uri\\fP\nnow acme_url.\n");
        assertLacks(page, "acme_secret_switch");
    }

    void exampleFileHasEveryOptionCommentedOut()
    {
        const ModuleFacts module = acme();
        const std::string file =
            exampleFile({"", "acme.cfg", "kopano-acme.cfg", "acme", {&module}});
        assertHas(file, "# Which colour. (one of red, blue)\n#acme_color = red\n");
        assertHas(file, "#acme_url =\n");
        assertLacks(file, "acme_uri");
        std::size_t line = 0;
        for (std::size_t end = 0; (end = file.find('\n', line)) != std::string::npos;
             line = end + 1)
            CPPUNIT_ASSERT(end == line || file[line] == '#');
    }

    void jsonComesBackAsItWent()
    {
        const ModuleFacts module = acme();
        const std::string text = toJson(module).dump();
        const ModuleFacts back = fromJson(text);
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, back.options.size());
        CPPUNIT_ASSERT_EQUAL(module.options[0].flags, back.options[0].flags);
        CPPUNIT_ASSERT_EQUAL(std::string{"Rockets"}, back.options[4].group); // from the row before
        CPPUNIT_ASSERT_EQUAL(module.options[1].max, back.options[1].max);
        CPPUNIT_ASSERT(fromJson(R"({"id":"x","options":[{"name":"a","type":"str","def":null}]})")
                           .options[0]
                           .def.empty());
    }

    void refusesWhatIsNoDescription()
    {
        for (const char* text : {"", "{}", "[]", R"({"id":"x"})", R"({"id":1,"options":[]})",
                                 R"({"id":"x","options":[{"name":"a","type":"float"}]})"})
            CPPUNIT_ASSERT_THROW_MESSAGE(text, (void)fromJson(text), std::exception);
    }

    void catalogueKeepsWhatNobodyServes()
    {
        const std::string text = catalogue({acme()},
                                           "option\tserver\tacme_url\t-\t-\n"
                                           "option\tserver\told\t-\t-\n"
                                           "option\tserver\tgone\tother\tkopano-other\n",
                                           "# a comment\n"
                                           "answer\tauth=soon\tsoon\tkopano-soon\n"
                                           "answer\tauth=early\tacme\tkopano-acme\n");
        assertHas(text, "option\tserver\tacme_url\tacme\tkopano-acme\n");
        assertHas(text, "option\tserver\told\t-\t-\n");
        assertHas(text, "answer\tauth=acme\tacme\tkopano-acme\n");
        assertLacks(text, "gone");
        assertLacks(text, "acme_url\t-");
        assertHas(text, "answer\tauth=soon\tsoon\tkopano-soon\n");
        assertLacks(text, "auth=early");
    }

    void moduleWithItsOwnFileIsNotInTheProgramsFile()
    {
        ModuleFacts ldap = acme();
        ldap.id = "user-ldap";
        ldap.configFile = "user_plugin_config";
        const std::vector<ModuleFacts> modules{acme(), ldap};
        const ModuleFacts kernel;
        for (const ConfigFile& file : configFiles(kernel, modules))
            if (file.name == "server.cfg")
                CPPUNIT_ASSERT_EQUAL(std::size_t{2}, file.modules.size());
            else if (file.name == "ldap.cfg")
                CPPUNIT_ASSERT_EQUAL(std::string{"kopano-ldap.cfg"}, file.page);
    }

    void optionsOfSeveralModulesStandOnce()
    {
        ModuleFacts other = acme();
        other.id = "other";
        ModuleFacts apart = acme();
        apart.id = "apart";
        for (OptionFacts& option : apart.options)
            option.help += " Or so.";
        const std::string text =
            documents("/nonexistent", {}, {acme(), other, apart}).at("etc/server.cfg");
        assertHas(text, "# --- What acme and other share ---\n");
        const std::string line = "#acme_url =";
        const std::size_t first = text.find(line);
        const std::size_t second = text.find(line, first + 1);
        CPPUNIT_ASSERT(second != std::string::npos); // apart means something else by it
        CPPUNIT_ASSERT_EQUAL(std::string::npos, text.find(line, second + 1));
    }

    void completesChoicesOfTheProgram()
    {
        const ModuleFacts module = acme();
        const std::string text =
            completion({{"server", "server.cfg", "kopano-server.cfg", "server", {&module}}});
        assertHas(text, "--acme-color) _kopano_reply -W $'red\\nblue' -- \"$2\" ;;");
        assertHas(text, "--acme-url=");
        assertLacks(text, "acme-secret-switch");
        assertHas(text, "complete -F _kopano_server kopano-server\n");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ModdocTest);

} // namespace
