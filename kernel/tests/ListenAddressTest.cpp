// SPDX-License-Identifier: Apache-2.0
// Listening addresses, and sockets that stand in the way.
#include "log/Log.h"
#include "net/NetService.h"
#include <kc/descriptor/Problems.h>
#include <kc/descriptor/Words.h>

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace kc::kernel;

namespace
{

const kc_protocol kNoProtocol{
    sizeof(kc_protocol),
    [](void*, kc_ctx*, kc_conn*, const kc_peer*, void**) -> kc_status { return KC_EDENIED; },
    [](void*, kc_ctx*, kc_str, std::size_t*) -> kc_status { return KC_EDENIED; },
    nullptr,
    nullptr,
    nullptr,
    [](void*) {},
};

class ListenAddressTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ListenAddressTest);
    CPPUNIT_TEST(readsAllForms);
    CPPUNIT_TEST(refusesOthers);
    CPPUNIT_TEST(replacesADeadSocketOnly);
    CPPUNIT_TEST(saysWhatCannotBeOpened);
    CPPUNIT_TEST_SUITE_END();

    Log _log;
    ThreadPool _pool{1, 1};

    std::string open(NetService& net, const std::string& addresses) const
    {
        kc_listen listen{};
        listen.size = sizeof listen;
        listen.addresses = kc::str(addresses);
        listen.option = "x_listen";
        listen.protocol = &kNoProtocol;
        listen.unix_mode = 0660;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, net.announce(nullptr, listen, "s.cfg:3"));
        Problems problems;
        net.openAll(problems);
        return joined(problems.errors(), "|");
    }

public:
    void setUp() override { _log.setLevel(0); }

    void readsAllForms()
    {
        struct Case
        {
            std::string text, targets, device;
        };
        for (const Case& each : {
                 Case{"127.0.0.1:143", "127.0.0.1:143", ""},
                 Case{"[::1]:143", "[::1]:143", ""},
                 Case{"*:993", "0.0.0.0:993 [::]:993", ""},
                 Case{"*%lo:236", "127.0.0.1:236 [::1]:236", ""},
                 Case{"0.0.0.0%eth0:1", "0.0.0.0:1", "eth0"},
                 Case{"unix:/run/x.sock", "/run/x.sock", ""},
             })
        {
            const ListenAddress address = parseListenAddress(each.text);
            std::string targets;
            for (const auto& target : address.targets)
                targets += (targets.empty() ? "" : " ") + target.toString();
            CPPUNIT_ASSERT_EQUAL(each.targets, targets);
            CPPUNIT_ASSERT_EQUAL(each.device, address.device);
        }
    }

    void refusesOthers()
    {
        for (const std::string text : {"", "143", "host:", "host:http", ":143", "127.0.0.1:99999",
                                       "::1:143", "host:-1", "unix:relative", "unix:"})
            CPPUNIT_ASSERT_THROW_MESSAGE(text, parseListenAddress(text), kc::Fault);
        CPPUNIT_ASSERT_THROW(parseListenAddress("unix:/" + std::string(108, 'x')), kc::Fault);
    }

    void replacesADeadSocketOnly()
    {
        std::string directory = std::filesystem::temp_directory_path() / "kc-net-XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(directory.data()) != nullptr);
        const std::string path = directory + "/s";
        {
            NetService first{_pool, _log};
            CPPUNIT_ASSERT_EQUAL(std::string{}, open(first, "unix:" + path));
            struct stat state
            {
            };
            CPPUNIT_ASSERT_EQUAL(0, stat(path.c_str(), &state));
            CPPUNIT_ASSERT_EQUAL(mode_t{0660}, state.st_mode & 0777);
            NetService second{_pool, _log};
            CPPUNIT_ASSERT_EQUAL("s.cfg:3: x_listen = unix:" + path +
                                     ": another process listens there: Address already in use",
                                 open(second, "unix:" + path));
            // As after a crash: the name stays, nobody answers.
            std::filesystem::create_hard_link(path, path + "2");
        }
        CPPUNIT_ASSERT(!std::filesystem::exists(path));
        NetService third{_pool, _log};
        CPPUNIT_ASSERT_EQUAL(std::string{}, open(third, "unix:" + path + "2"));
        std::ofstream{directory + "/file"} << "precious";
        NetService fourth{_pool, _log};
        CPPUNIT_ASSERT(open(fourth, "unix:" + directory + "/file").find("is no socket") !=
                       std::string::npos);
        CPPUNIT_ASSERT(std::filesystem::file_size(directory + "/file") == 8);
        third.stop();
        std::filesystem::remove_all(directory);
    }

    void saysWhatCannotBeOpened()
    {
        NetService first{_pool, _log};
        CPPUNIT_ASSERT_EQUAL(std::string{}, open(first, "127.0.0.1:0"));
        const std::string taken =
            "127.0.0.1:" + std::to_string(first.listeners().front()->boundPort());
        NetService second{_pool, _log};
        CPPUNIT_ASSERT_EQUAL("s.cfg:3: x_listen = " + taken +
                                 ": cannot bind: Address already in use|"
                                 "s.cfg:3: x_listen = nonsense: no port: use host:port, [v6]:port, "
                                 "*:port or unix:/path",
                             open(second, taken + " nonsense"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ListenAddressTest);

} // namespace
