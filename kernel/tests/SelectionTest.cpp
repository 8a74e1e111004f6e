// SPDX-License-Identifier: Apache-2.0
// Which modules are chosen and why, and every sentence that an admin may get instead. One file,
// though long: all cases are told in the words of one World.
#include "modload/Selection.h"
#include "modload/OptionNames.h"
#include <kc/descriptor/Words.h>

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::kernel;

namespace
{

/// One world to select from: installed modules, a catalogue, programs with their files.
struct World
{
    ModuleShelf shelf;
    std::vector<ProgramConfig> programs{{"server", "/etc/kopano/server.cfg", {}}};
    Problems problems;

    World& module(const std::string& id, const std::string& lines)
    {
        std::string wrong;
        std::string text = "kcmod=1\nid=" + id + "\nabi=1.0\n" + lines;
        text += '\0';
        auto note = ModuleNote::parse(text, wrong);
        CPPUNIT_ASSERT_MESSAGE(wrong, note.has_value());
        shelf.add({std::move(*note), "/modules/" + id + ".so", {}});
        return *this;
    }

    /// The module added last is one that cannot be used.
    World& refused(const std::string& why)
    {
        ModuleShelf others;
        for (InstalledModule each : shelf.modules())
        {
            if (each.path == shelf.modules().back().path)
                each.refusal = why;
            others.add(each);
        }
        others.catalogue() = shelf.catalogue();
        shelf = others;
        return *this;
    }

    World& set(const std::string& name, const std::string& value, std::size_t program = 0)
    {
        auto& list = programs[program].assignments;
        list.push_back(
            {name,
             value,
             {programs[program].program + ".cfg", static_cast<std::uint32_t>(list.size() + 1)},
             Origin::File});
        return *this;
    }

    World& program(const std::string& name)
    {
        programs.push_back({name, "/etc/kopano/" + name + ".cfg", {}});
        return *this;
    }

    /// "id(reason)" in starting order.
    std::string select()
    {
        Problems ignored;
        shelf.scan({}, true, ignored);
        const auto kernel = Snapshot::make(kernelSchema(), programs.front().assignments, problems);
        const KernelSettings settings{*kernel};
        const Selection selection{{shelf, programs, settings}, problems};
        std::string all;
        for (const SelectedModule& each : selection.modules())
            all += (all.empty() ? "" : " ") + each.module->note.id + "(" + each.selectedBy + ")";
        return all;
    }

    std::string errors()
    {
        (void)select();
        return joined(problems.errors(), "|");
    }

    std::string nameErrors()
    {
        OptionNames{programs, shelf}.check(problems);
        return joined(problems.errors(), "|");
    }
};

constexpr auto kServer = "programs=server\n";

class SelectionTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SelectionTest);
    CPPUNIT_TEST(takesDefaultsOfItsPrograms);
    CPPUNIT_TEST(takesModulesByTheirOption);
    CPPUNIT_TEST(followsAliasesOfSelectingOptions);
    CPPUNIT_TEST(takesWhatASlotNames);
    CPPUNIT_TEST(followsWhatAnotherOptionSaysOfASlot);
    CPPUNIT_TEST(refusesToStartWithARefusedModule);
    CPPUNIT_TEST(leavesOutRefusedModulesThatNobodySelected);
    CPPUNIT_TEST(refusesSlotValuesThatNobodyAnswers);
    CPPUNIT_TEST(followsNeeds);
    CPPUNIT_TEST(explainsNeedsThatNobodyMeets);
    CPPUNIT_TEST(takesAndLeavesModulesByName);
    CPPUNIT_TEST(startsModulesAfterWhatTheyNeed);
    CPPUNIT_TEST(namesACircle);
    CPPUNIT_TEST(leavesAWishWhereItWouldMakeACircle);
    CPPUNIT_TEST(prefersTheMainProgramsProvider);
    CPPUNIT_TEST(acceptsAndRefusesOptionNames);
    CPPUNIT_TEST(refusesOneOptionOfTwoModulesUnlessTheyMeanTheSame);
    CPPUNIT_TEST(refusesTwoAnswersToOneKey);
    CPPUNIT_TEST(refusesProgramsThatNobodyIsFor);
    CPPUNIT_TEST(allowsPropertyMapsWhereAModuleReadsThem);
    CPPUNIT_TEST(givesAModulesOwnFileToItsOptionsOnly);
    CPPUNIT_TEST_SUITE_END();

public:
    void takesDefaultsOfItsPrograms()
    {
        World world;
        world.module("a", "programs=server\nselect=default\n")
            .module("b", "programs=gateway\nselect=default\n")
            .module("c", "programs=*\nselect=default\n")
            .module("d", "programs=gateway server\nselect=default\n")
            .module("e", kServer);
        CPPUNIT_ASSERT_EQUAL(std::string{"a(default) c(default) d(default)"}, world.select());
        CPPUNIT_ASSERT(!world.problems.hasErrors());
    }

    void takesModulesByTheirOption()
    {
        const std::string lines =
            "programs=gateway\nselect=option:chat_listen\noption=chat_listen\t";
        World on;
        on.program("gateway").module("chat", lines + "\n").set("chat_listen", "*:143", 1);
        CPPUNIT_ASSERT_EQUAL(std::string{"chat(gateway.cfg:1 chat_listen)"}, on.select());
        World byDefault;
        byDefault.program("gateway").module("chat", lines + "*:143\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"chat(chat_listen (default))"}, byDefault.select());
        for (const char* const off : {"", "no", "false", "0"})
        {
            World world;
            world.program("gateway").module("chat", lines + "*:143\n").set("chat_listen", off, 1);
            CPPUNIT_ASSERT_EQUAL(std::string{}, world.select());
        }
        World otherFile; // the option counts in its own program's file
        otherFile.program("gateway").module("chat", lines + "\n").set("chat_listen", "*:143", 0);
        CPPUNIT_ASSERT_EQUAL(std::string{}, otherFile.select());
    }

    void followsAliasesOfSelectingOptions()
    {
        World option;
        option
            .module("chat", "programs=server\nselect=option:chat_listen\noption=chat_listen\t\n"
                            "alias=chat_bind\tchat_listen\n")
            .set("chat_bind", "*:1");
        CPPUNIT_ASSERT_EQUAL(std::string{"chat(server.cfg:1 chat_bind)"}, option.select());
        option.set("chat_listen", "no"); // the later line wins, however it is spelled
        CPPUNIT_ASSERT_EQUAL(std::string{}, option.select());
        World slot;
        slot.module("dir", "programs=server\nselect=default\nslots=user=plugin\n"
                           "option=plugin\tdb\nalias=backend\tplugin\n")
            .module("user-x", "programs=server\nanswers=user=x\n")
            .set("backend", "x");
        CPPUNIT_ASSERT_EQUAL(std::string{"user-x(server.cfg:1 backend) dir(default)"},
                             slot.select());
    }

    void followsWhatAnotherOptionSaysOfASlot()
    {
        const auto world = []
        {
            World made;
            made.module("dir", "programs=server\nselect=default\n"
                               "slots=sql=engine,my_*=my,pg_*=pg\noption=engine\tlite\n")
                .module("sql-lite", "programs=server\nanswers=sql=lite\n");
            made.shelf.catalogue().addText("answer\tsql=pg\tsql-pg\tkopano-sql-pg\n");
            return made.module("sql-my", "programs=server\nanswers=sql=my\noption=my_host\tx\n");
        };
        World none = world();
        CPPUNIT_ASSERT_EQUAL(std::string{"sql-lite(engine (default)) dir(default)"}, none.select());
        World implied = world();
        implied.set("other", "x").set("my_host", "");
        CPPUNIT_ASSERT_EQUAL(std::string{"sql-my(server.cfg:2 my_host) dir(default)"},
                             implied.select());
        World told = world();
        told.set("my_host", "db").set("engine", "lite");
        CPPUNIT_ASSERT_EQUAL(std::string{"sql-lite(server.cfg:2 engine) dir(default)"},
                             told.select());
        World absent = world();
        CPPUNIT_ASSERT_EQUAL(
            std::string{
                "server.cfg:1: pg_port is set, so engine = pg: needs module sql-pg, which "
                "is not installed in ; install package kopano-sql-pg (asked by module dir)"},
            absent.set("pg_port", "1").errors());
    }

    void refusesToStartWithARefusedModule()
    {
        struct Case
        {
            std::string lines, option, value, why;
        };
        for (const Case& each : {
                 Case{"", "modules", "broken", "server.cfg:1 modules"},
                 Case{"select=option:b_on\noption=b_on\t\n", "b_on", "yes", "server.cfg:1 b_on"},
                 Case{"answers=userbackend=x\n", "user_plugin", "x", "server.cfg:1 user_plugin"},
             })
        {
            World world = slotWorld();
            world.module("broken", kServer + each.lines).refused("is bad; mend it");
            world.set(each.option, each.value);
            CPPUNIT_ASSERT_EQUAL("module broken (" + each.why +
                                     ") cannot be used: /modules/broken.so: is bad; mend it",
                                 world.errors());
        }
        World needed;
        needed.module("chat", "programs=server\nselect=default\nrequires=kc.store/1\n")
            .module("broken", "programs=server\nprovides=kc.store/1\n")
            .refused("is bad; mend it");
        CPPUNIT_ASSERT_EQUAL(std::string{"module chat (default) needs kc.store/1: module broken "
                                         "cannot be used: /modules/broken.so: is bad; mend it"},
                             needed.errors());
        World option =
            slotWorld(); // its note could not be read, but the catalogue knows the option
        option.module("broken", kServer).refused("is cut off");
        option.shelf.catalogue().addText("option\tserver\tb_on\tbroken\tb-package\n");
        option.set("b_on", "yes");
        CPPUNIT_ASSERT_EQUAL(std::string{"server.cfg:1: b_on needs module broken, which cannot be "
                                         "used: /modules/broken.so: is cut off"},
                             option.nameErrors());
    }

    void leavesOutRefusedModulesThatNobodySelected()
    {
        World world = slotWorld();
        world.module("broken", "programs=server\nselect=default\noption=b_size\t\n")
            .refused("is bad; mend it");
        world.set("b_size", "5");
        CPPUNIT_ASSERT_EQUAL(std::string{"user-db(user_plugin (default)) directory(default)"},
                             world.select());
        CPPUNIT_ASSERT_EQUAL(std::string{}, world.nameErrors());
        CPPUNIT_ASSERT_EQUAL(
            std::string{"module broken is left out: /modules/broken.so: is bad; mend it"},
            joined(world.problems.warnings()));
    }

    static World slotWorld()
    {
        World world;
        world
            .module("directory", "programs=server\nselect=default\nslots=userbackend=user_plugin\n"
                                 "option=user_plugin\tdb\n")
            .module("user-db", "programs=server\nanswers=userbackend=db\n")
            .module("user-ldap", "programs=server\nanswers=userbackend=ldap userbackend=ldapms\n");
        return world;
    }

    void takesWhatASlotNames()
    {
        World byDefault = slotWorld();
        CPPUNIT_ASSERT_EQUAL(std::string{"user-db(user_plugin (default)) directory(default)"},
                             byDefault.select());
        World named = slotWorld();
        named.set("x_y", "").set("user_plugin", "ldapms");
        CPPUNIT_ASSERT_EQUAL(std::string{"user-ldap(server.cfg:2 user_plugin) directory(default)"},
                             named.select());
        World mapped = slotWorld(); // a line of a property map is no option
        mapped.programs.front().assignments = {
            {"user_plugin", "ldap", {}, Origin::File, Assignment::Kind::MapEntry}};
        CPPUNIT_ASSERT_EQUAL(std::string{"user-db(user_plugin (default)) directory(default)"},
                             mapped.select());
        World empty = slotWorld();
        empty.set("user_plugin", "");
        CPPUNIT_ASSERT_EQUAL(std::string{"directory(default)"}, empty.select());
    }

    void refusesSlotValuesThatNobodyAnswers()
    {
        World typo = slotWorld();
        CPPUNIT_ASSERT_EQUAL(
            std::string{"server.cfg:1: user_plugin = ldpa: no module answers to userbackend=ldpa; "
                        "did you mean ldap? known: db (user-db), ldap (user-ldap), "
                        "ldapms (user-ldap) (asked by module directory)"},
            typo.set("user_plugin", "ldpa").errors());
        World unknown = slotWorld();
        unknown.shelf.catalogue().addText("answer\tuserbackend=unix\tuser-unix\tx\n");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"server.cfg:1: user_plugin = unxi: no module answers to userbackend=unxi; "
                        "did you mean unix? known: db (user-db), ldap (user-ldap), "
                        "ldapms (user-ldap), unix (user-unix, not installed) (asked by module "
                        "directory)"},
            unknown.set("user_plugin", "unxi").errors());
        World absent = slotWorld();
        absent.shelf.catalogue().addText("answer\tuserbackend=unix\tuser-unix\tkopano-user-unix\n");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"server.cfg:1: user_plugin = unix: needs module user-unix, which is not "
                        "installed in ; install package kopano-user-unix (asked by module "
                        "directory)"},
            absent.set("user_plugin", "unix").errors());
    }

    void followsNeeds()
    {
        World world;
        world.module("chat", "programs=server\nselect=default\nrequires=kc.store/1 kc.net/1\n")
            .module("store", "programs=server\nprovides=kc.store/1\nrequires=kc.sql/1 ?kc.x/1\n"
                             "slots=sql=engine\noption=engine\tlite\n")
            .module("sql-lite", "programs=server\nprovides=kc.sql/1\nanswers=sql=lite\n")
            .module("sql-my", "programs=server\nprovides=kc.sql/1\nanswers=sql=my\n");
        // Two offer kc.sql/1, and the slot has chosen one.
        CPPUNIT_ASSERT_EQUAL(
            std::string{"sql-lite(engine (default)) store(needed by chat) chat(default)"},
            world.select());
        CPPUNIT_ASSERT(!world.problems.hasErrors());
        // A need does not take what a slot that is still to come may choose differently.
        World late;
        late.module("auth", "programs=server\nselect=default\nrequires=kc.verify/1 kc.dir/1\n")
            .module("dir", "programs=server\nprovides=kc.dir/1\nslots=user=plugin\n"
                           "option=plugin\tdb\n")
            .module("user-db", "programs=server\nprovides=kc.verify/1\nanswers=user=db\n");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"user-db(plugin (default)) dir(needed by auth) auth(default)"},
            late.select());
        world.module("x", "programs=server\nprovides=kc.x/1\n");
        CPPUNIT_ASSERT(world.select().find("x(needed by store)") != std::string::npos);
    }

    void explainsNeedsThatNobodyMeets()
    {
        const std::string chat = "programs=server\nselect=default\nrequires=kc.store/1\n";
        const std::string begin = "module chat (default) needs kc.store/1";
        World none;
        CPPUNIT_ASSERT_EQUAL(begin + ", which no module in  offers",
                             none.module("chat", chat).errors());
        World catalogued;
        catalogued.shelf.catalogue().addText("provides\tkc.store/1\tstore\tkopano-store\n");
        CPPUNIT_ASSERT_EQUAL(
            begin + ": module store is not installed in ; install package kopano-store",
            catalogued.module("chat", chat).errors());
        World two;
        two.module("chat", chat)
            .module("s1", "programs=server\nprovides=kc.store/1\n")
            .module("s2", "programs=server\nprovides=kc.store/1\n");
        CPPUNIT_ASSERT_EQUAL(
            begin + ", which more than one module offers: s1, s2; choose one with modules =",
            two.errors());
        World optional;
        optional.module("chat", "programs=server\nselect=default\nrequires=?kc.store/1\n")
            .module("s1", "programs=server\nprovides=kc.store/1\n")
            .module("s2", "programs=server\nprovides=kc.store/1\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"chat(default)"}, optional.select());
        CPPUNIT_ASSERT_EQUAL(
            std::string{"module chat (default) can use kc.store/1, which more than one module "
                        "offers: s1, s2; choose one with modules ="},
            joined(optional.problems.warnings(), "|"));
        World foreign;
        foreign.module("chat", chat).module("s1", "programs=gateway\nprovides=kc.store/1\n");
        CPPUNIT_ASSERT_EQUAL(
            begin + ", which only s1 offers, and that is disabled or for another program",
            foreign.errors());
    }

    void takesAndLeavesModulesByName()
    {
        World world;
        world.module("hello", kServer).module("other", "programs=server\nselect=default\n");
        world.set("modules", "hello").set("disable_modules", "other");
        CPPUNIT_ASSERT_EQUAL(std::string{"hello(server.cfg:1 modules)"}, world.select());
        World typo;
        typo.module("hello", kServer).set("modules", "helo");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"server.cfg:1 modules: no module helo in ; did you mean hello?"},
            typo.errors());
        World both;
        both.module("hello", kServer).set("modules", "hello").set("disable_modules", "hello");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"server.cfg:1 modules: module hello is disabled by "
                        "server.cfg:2 disable_modules; take it off that list, or do "
                        "not ask for it"},
            both.errors());
        World foreign;
        foreign.module("chat", "programs=gateway\n").set("modules", "chat");
        CPPUNIT_ASSERT_EQUAL(std::string{"server.cfg:1 modules: module chat is for gateway, which "
                                         "this process is not"},
                             foreign.errors());
    }

    void startsModulesAfterWhatTheyNeed()
    {
        World world;
        world.module("c", "programs=*\nselect=default\nrequires=b/1\nprovides=c/1\n")
            .module("b", "programs=*\nselect=default\nrequires=?a/1\nprovides=b/1\n")
            .module("a", "programs=*\nselect=default\nprovides=a/1\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"a(default) b(default) c(default)"}, world.select());
    }

    void namesACircle()
    {
        World world;
        world.module("free", "programs=*\nselect=default\n")
            .module("hanging", "programs=*\nselect=default\nrequires=a/1\n")
            .module("a", "programs=*\nrequires=b/1\nprovides=a/1\n")
            .module("b", "programs=*\nrequires=a/1\nprovides=b/1\n");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"modules need each other in a circle: a -> b -> a (needed by "
                        "hanging); leave one of them out"},
            world.errors());
    }

    void leavesAWishWhereItWouldMakeACircle()
    {
        World world;
        world.module("a", "programs=*\nselect=default\nrequires=?b/1\nprovides=a/1\n")
            .module("b", "programs=*\nselect=default\nrequires=a/1\nprovides=b/1\n")
            .module("c", "programs=*\nselect=default\nrequires=?b/1\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"a(default) b(default) c(default)"}, world.select());
    }

    void prefersTheMainProgramsProvider()
    {
        World both;
        both.program("gateway")
            .module("chat", "programs=gateway\nselect=default\nrequires=kc.store/1\n")
            .module("store", "programs=server\nprovides=kc.store/1\n")
            .module("store-remote", "programs=gateway\nprovides=kc.store/1\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"store(needed by chat) chat(default)"}, both.select());
        World alone;
        alone.programs = {{"gateway", "/etc/kopano/gateway.cfg", {}}};
        alone.module("chat", "programs=gateway\nselect=default\nrequires=kc.store/1\n")
            .module("store", "programs=server\nprovides=kc.store/1\n")
            .module("store-remote", "programs=gateway\nprovides=kc.store/1\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"store-remote(needed by chat) chat(default)"},
                             alone.select());
    }

    void acceptsAndRefusesOptionNames()
    {
        struct Case
        {
            std::string name, value, error, warning;
        };
        for (const Case& each : {
                 Case{"log_level", "5", "", ""},
                 Case{"x_anything", "5", "", ""},
                 Case{"user_plugin", "db", "", ""},
                 Case{"user_plugn", "db",
                      "server.cfg:1: unknown option user_plugn; did you mean user_plugin?", ""},
                 Case{"zzzzzz", "1",
                      "server.cfg:1: unknown option zzzzzz; remove it, --dump-config --all shows "
                      "those there are",
                      ""},
                 Case{"# zzz", "1",
                      "server.cfg:1: unknown option # …; a comment begins in the first column", ""},
                 Case{"user_plugin hunter2", "1",
                      "server.cfg:1: unknown option user_plugin …; remove it, --dump-config --all "
                      "shows those there are",
                      ""},
                 Case{"chat_color", "1",
                      "server.cfg:1: unknown option chat_color; it belongs into gateway.cfg", ""},
                 Case{"chat_listen", "1",
                      "server.cfg:1: unknown option chat_listen; it belongs into gateway.cfg", ""},
                 Case{"server_proxy", "1", "",
                      "server.cfg:1: server_proxy is not implemented yet and has no effect"},
                 Case{"kerberos_realm", "X",
                      "server.cfg:1: kerberos_realm needs module auth-krb5, which is not installed "
                      "in ; install package kopano-auth-krb5",
                      ""},
                 Case{"kerberos_realm", "no", "", ""},
             })
        {
            World world = slotWorld();
            world.program("gateway").module("chat", "programs=gateway\noption=chat_listen\t\n");
            world.shelf.catalogue().addText(
                "option\tserver\tserver_proxy\t-\tkopano-server\n"
                "option\tserver\tkerberos_realm\tauth-krb5\tkopano-auth-krb5\nnew\tkind\n"
                "option\tgateway\tchat_color\tchat-colors\tkopano-chat-colors\n");
            world.set(each.name, each.value);
            CPPUNIT_ASSERT_EQUAL(each.error, world.nameErrors());
            CPPUNIT_ASSERT_EQUAL(each.warning, joined(world.problems.warnings()));
        }
    }

    void refusesTwoAnswersToOneKey()
    {
        World two = slotWorld();
        two.module("user-db2", "programs=server\nanswers=userbackend=db\n");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"default: user_plugin = db: modules user-db and user-db2 both answer to "
                        "userbackend=db; name one of them in disable_modules"},
            two.errors());
        World chosen = slotWorld();
        chosen.module("user-db2", "programs=server\nanswers=userbackend=db\n")
            .set("disable_modules", "user-db");
        CPPUNIT_ASSERT_EQUAL(std::string{"user-db2(user_plugin (default)) directory(default)"},
                             chosen.select());
    }

    void refusesProgramsThatNobodyIsFor()
    {
        World world = slotWorld();
        world.program("gatway").program("painter").program("gateway").set("programs", "gatway x");
        world.module("chat", "programs=gateway\n")
            .shelf.catalogue()
            .addText("option\tpainter\tcolor\t-\tkopano-painter\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"server.cfg:1: programs: no module is for a program "
                                         "gatway; did you mean gateway?"},
                             world.nameErrors());
    }

    static OptionSchema schemaOf(const char* name, kc_option_type type)
    {
        kc_option row{};
        row.name = name;
        row.type = type;
        return {&row, 1, sizeof row};
    }

    static Assignment map(const std::string& file)
    {
        return {"!propmap", "/m.cfg", {file, 3}, Origin::File, Assignment::Kind::Map};
    }

    void allowsPropertyMapsWhereAModuleReadsThem()
    {
        World world;
        world.programs.front().assignments = {
            map("server.cfg"), {"0x1", "x", {}, Origin::File, Assignment::Kind::MapEntry}};
        const std::string refusal =
            "server.cfg:3: !propmap: no module that is loaded reads property maps from this file; "
            "remove the line, or put it into the file of the module that it is for";
        CPPUNIT_ASSERT_EQUAL(refusal, world.nameErrors());
        Problems problems;
        OptionNames names{world.programs, world.shelf};
        names.declare(0, "m", schemaOf("names", KC_OPT_PROPMAP), problems);
        names.check(problems);
        CPPUNIT_ASSERT(!problems.hasErrors());
    }

    void givesAModulesOwnFileToItsOptionsOnly()
    {
        World world = slotWorld();
        OptionNames names{world.programs, world.shelf};
        const OptionSchema schema = schemaOf("base_dn", KC_OPT_STR);
        names.declare(0, "user-ldap", schema, world.problems);
        names.declare(0, "other", schemaOf("colors", KC_OPT_STR), world.problems);
        names.checkOwnFile(0, "user-ldap", schema,
                           {{"base_dn", "x", {"own.cfg", 1}},
                            {"x_note", "x", {"own.cfg", 2}},
                            {"base_dm", "x", {"own.cfg", 3}},
                            {"colors", "x", {"own.cfg", 4}},
                            map("own.cfg")},
                           world.problems);
        const std::string none = " is no option of module user-ldap, which has this file to itself";
        CPPUNIT_ASSERT_EQUAL("own.cfg:3: base_dm" + none +
                                 "; did you mean base_dn?|own.cfg:4: colors" + none +
                                 "; it belongs into server.cfg|own.cfg:3: !propmap",
                             joined(world.problems.errors(), "|").substr(0, 235));
    }

    void refusesOneOptionOfTwoModulesUnlessTheyMeanTheSame()
    {
        World world;
        world.program("gateway");
        kc_option row{};
        row.name = "port";
        row.type = KC_OPT_STR;
        const OptionSchema schema{&row, 1, sizeof row};
        OptionNames names{world.programs, world.shelf};
        names.declare(0, "a", schema, world.problems);
        names.declare(1, "b", schema, world.problems);
        row.help = "Said in other words.";
        row.def = "";
        names.declare(0, "c", OptionSchema{&row, 1, sizeof row}, world.problems);
        CPPUNIT_ASSERT(!world.problems.hasErrors());
        row.def = "110";
        names.declare(0, "d", OptionSchema{&row, 1, sizeof row}, world.problems);
        CPPUNIT_ASSERT_EQUAL(std::string{"modules a and d both declare the option port of server, "
                                         "but not alike; leave one of them out"},
                             joined(world.problems.errors()));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SelectionTest);

} // namespace
