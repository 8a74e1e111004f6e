// SPDX-License-Identifier: Apache-2.0
// A protocol for tests and measurements: sends back whole lines. "big N" answers with N kilobytes
// in pieces, "sleep N" holds its thread for N milliseconds (50), "quit" says goodbye.
#include <kc/net.hpp>

#include <charconv>
#include <thread>

namespace
{

using namespace kc::opt;

constexpr auto kOptions =
    table(str("echo_listen").list().help("Where to listen."),
          duration("echo_timeout").def("60s").range(1, 3600).reloadable().help("Idle time."),
          pick("echo_mode", "plain loud").def("plain").reloadable().help("How to answer."),
          str("echo_secret").secret().help("Nothing."), alias("echo_address", "echo_listen"),
          obsolete("echo_fork", "there are threads"));

class EchoSession final : public kc::net::Session
{
public:
    explicit EchoSession(const kc::net::Connection& connection) : _connection{connection} {}

    kc::Status input(kc::Context&, kc::sv bytes, std::size_t& used) override
    {
        while (_kilobytes > 0)
        {
            --_kilobytes;
            if (!_connection.write(std::string(1024, 'x')))
                return KC_CONTINUE;
        }
        while (true)
        {
            const std::size_t end = bytes.find('\n', used);
            if (end == kc::sv::npos)
                break;
            const kc::sv line = bytes.substr(used, end - used);
            used = end + 1;
            if (line.starts_with("big "))
            {
                std::from_chars(line.data() + 4, line.data() + line.size(), _kilobytes);
                return KC_CONTINUE;
            }
            if (line.starts_with("sleep"))
                sleep(line.substr(5));
            if (line == "quit")
            {
                _connection.write("bye\n");
                _connection.finish();
                return KC_OK;
            }
            _connection.write(bytes.substr(used - line.size() - 1, line.size() + 1));
        }
        // A line that does not fit is used up.
        if (used == 0 && bytes.size() >= 65536)
            used = bytes.size();
        return KC_OK;
    }

    void expire(kc::Context&) override { _connection.write("timeout\n"); }

    void drain(kc::Context&) override { _connection.write("drain\n"); }

private:
    static void sleep(kc::sv milliseconds)
    {
        int time = 50;
        if (!milliseconds.empty())
            std::from_chars(milliseconds.data() + 1, milliseconds.data() + milliseconds.size(),
                            time);
        std::this_thread::sleep_for(std::chrono::milliseconds{time});
    }

    kc::net::Connection _connection;
    std::size_t _kilobytes = 0;
};

class Echo final : public kc::Module
{
public:
    using Module::Module;

    void start(kc::Context&) override
    {
        _acceptor = std::make_unique<EchoAcceptor>(*this);
        kc_listen listen{};
        listen.name = kc::str("echo");
        listen.addresses = kc::str(config().str("echo_listen"));
        listen.option = "echo_listen";
        listen.timeout = config().num("echo_timeout");
        listen.max_input = 65536;
        listen.unix_mode = 0666;
        _acceptor->listen(listen);
    }

private:
    class EchoAcceptor final : public kc::net::Acceptor
    {
    public:
        using Acceptor::Acceptor;

        std::unique_ptr<kc::net::Session> open(kc::Context&, const kc::net::Connection& connection,
                                               const kc_peer&) override
        {
            return std::make_unique<EchoSession>(connection);
        }
    };

    std::unique_ptr<EchoAcceptor> _acceptor;
};

} // namespace

KC_MODULE(Echo, kOptions, .id = "echo", .version = "1.0", .summary = "Echoes lines",
          .programs = "server gateway", .select = "option:echo_listen", .needs = "kc.net/1")
