// SPDX-License-Identifier: Apache-2.0
#include "Import.h"
#include "CliFixture.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace kc::cli;

class ImportTest : public CliFixture
{
    CPPUNIT_TEST_SUITE(ImportTest);
    CPPUNIT_TEST(readsALine);
    CPPUNIT_TEST(refusesWhatIsNoSuchLine);
    CPPUNIT_TEST(createsInBatches);
    CPPUNIT_TEST(namesEachLineThatIsWrongAndGoesOn);
    CPPUNIT_TEST(stopsWhereTheServerCannotAnswer);
    CPPUNIT_TEST_SUITE_END();

    std::string _file;

public:
    void setUp() override
    {
        _file = (std::filesystem::temp_directory_path() / ("kc-import-" + std::to_string(getpid())))
                    .string();
    }

    void tearDown() override { std::filesystem::remove(_file); }

private:
    void write(const std::string& text) { std::ofstream{_file} << text; }

    void readsALine()
    {
        CPPUNIT_ASSERT(
            creationOf(R"({"login":"ann@x","fullname":"Ann Ä","email":"a@x","passwordHash":"h",
                           "active":false,"adminLevel":1,"aliases":["b@x"],"hidden":null,
                           "quota":{"override":true,"warn":1,"soft":2,"hard":3}})") ==
            Json::parse(R"({"kc:login":"ann@x","name":"Ann Ä","email":"a@x","kc:passwordHash":"h",
                            "kc:kind":"shared","kc:adminLevel":1,"kc:aliases":["b@x"],
                            "kc:quota":{"override":true,"warn":1,"soft":2,"hard":3}})"));
    }

    void refusesWhatIsNoSuchLine()
    {
        const std::pair<std::string, const char*> cases[]{
            {"[]", "not a JSON object"},
            {"{", "not a JSON object"},
            {"{\"login\":\"\xFF\"}", "not a JSON object"},
            {"{}", "no 'login'"},
            {R"({"login":""})", "no 'login'"},
            {R"({"login":5})", "the value of 'login' is of the wrong kind"},
            {R"({"login":"a","adminLevel":-1})", "the value of 'adminLevel' is of the wrong kind"},
            {R"({"login":"a","active":1})", "the value of 'active' is of the wrong kind"},
            {R"({"login":"a","active":true,"kind":"room"})",
             "'active' and 'kind' say the same: give one"},
            {R"({"login":"a","fulname":"b"})", "unknown field 'fulname'"},
            {std::string(65537, ' '), "the line is longer than 65536 octets"},
            {std::string(60000, '['), "not a JSON object"}};
        for (const auto& [line, text] : cases)
        {
            std::string said;
            try
            {
                creationOf(line);
            }
            catch (const Failure& failure)
            {
                said = failure.what();
            }
            CPPUNIT_ASSERT_EQUAL(std::string{text}, said);
        }
    }

    void createsInBatches()
    {
        std::string text = "{\"login\":\"acme\",\"kind\":\"company\"}\n\n";
        for (int i = 0; i < 1100; ++i)
            text += "{\"login\":\"u" + std::to_string(i) + "@acme\"}\n";
        write(text);
        _server.isHosted = true;
        silently({"--create", "--from", _file});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1 + 12 + 1}, _server.requests.size()); // and one store
        CPPUNIT_ASSERT(principal("u1099@acme")["kc:kind"] == "active");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _server.stores.size());
    }

    void namesEachLineThatIsWrongAndGoesOn()
    {
        write("{\"login\":\"ann\"}\n{\"login\":\"SYSTEM\"}\nrubbish\n{\"login\":\"bob\"}");
        CPPUNIT_ASSERT_EQUAL(1, run({"--create", "--from", _file, "--json"}));
        CPPUNIT_ASSERT_EQUAL(_file + ":3: not a JSON object\n" + _file +
                                 ":2: user 'SYSTEM' already exists\n2 created, 2 not\n",
                             _err);
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{2}, std::count(_out.begin(), _out.end(), '\n'));
        principal("bob");
        refused({"--create", "--from", "/nowhere/x"}, "cannot open /nowhere/x");
    }

    void stopsWhereTheServerCannotAnswer()
    {
        write("\n{\"login\":\"ann\"}\n");
        _server.answers = {{200, R"({"primaryAccounts":{"urn:kopano:params:jmap:admin":"d0"}})"},
                           {503, ""}};
        refused({"--create", "--from", _file},
                "stopped at " + _file +
                    ":2: the server cannot answer at the moment, please try again; 0 created "
                    "before it");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ImportTest);
