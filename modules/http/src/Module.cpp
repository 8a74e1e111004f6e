// SPDX-License-Identifier: Apache-2.0
// The HTTP front-end: listens on the UNIX socket and, if told so, on TCP, logs callers in, and
// hands requests to the modules that asked for a path (kc.http/1). It knows no protocol above HTTP.
#include "HttpSession.h"
#include "Options.h"

#include <kc/checks.hpp>
#include <kc/health.hpp>
#include <kc/http.hpp>
#include <kc/tls_options.hpp>

#include <mutex>

namespace kc::httpd
{

namespace
{

constexpr std::uint32_t kMaxWaitingOctets = 262144;
constexpr sv kBusy = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
                     "Retry-After: 5\r\nConnection: close\r\n\r\n";

constexpr net::TlsOptions kTls{nullptr,
                               "server_ssl_key_file",
                               "server_ssl_key_pass",
                               nullptr,
                               "server_ssl_ca_file",
                               "server_ssl_ca_path",
                               "server_tls_min_proto",
                               "server_ssl_ciphers",
                               "server_ssl_curves",
                               "server_ssl_prefer_server_ciphers"};

std::string tlsAddresses(const Config& config)
{
    if (!config.str("server_listen_tls").empty() || !config.flag("server_ssl_enabled"))
        return std::string{config.str("server_listen_tls")};
    return "*:" + std::to_string(config.num("server_ssl_port"));
}

/// kc.http/1.
class RouteService : public Service
{
public:
    static constexpr sv kInterface = KC_HTTP;

    explicit RouteService(Routes& routes) : _routes{routes} {}

    Status route(Context& context, sv path, std::uint32_t needsLogin,
                 const kc_http_handler* handler, void* self)
    {
        const Status added = _routes.add(
            {std::string{path}, needsLogin != 0 ? Login::Needed : Login::NotNeeded, handler, self});
        if (!added.ok())
            return static_cast<kc_code>(
                context.fail(added.code(), "route " + std::string{path} + " cannot be had"));
        return added;
    }

    static const kc_http& table()
    {
        static constexpr kc_http kTable{sizeof(kc_http), Thunk<&RouteService::route>::call};
        return kTable;
    }

private:
    Routes& _routes;
};

/// GET /healthz: does this process answer, and are its modules well? Says nothing else to anybody;
/// why not is for the log.
class Health final : public http::Handler
{
public:
    explicit Health(const Module& module) : Handler{module}, _module{module} {}

    Status handle(Context& context, const kc_http_request& request,
                  const http::Reply& reply) override
    {
        const bool isKnown = view(request.path).empty();
        const bool isGet = view(request.method) == "GET";
        const bool isWell = !isKnown || !isGet || ask(context);
        reply.status(!isKnown ? 404 : !isGet ? 405 : isWell ? 200 : 503);
        reply.header("Content-Type", "text/plain; charset=utf-8");
        reply.header("Cache-Control", "no-store");
        if (isKnown && !isGet)
            reply.header("Allow", "GET, HEAD");
        reply.body(!isKnown ? "not found\n" : !isGet ? "only GET\n" : isWell ? "ok\n" : "unwell\n");
        return KC_OK;
    }

private:
    /// Asks at most once a second, however often strangers do.
    bool ask(Context& context)
    {
        constexpr std::chrono::seconds kLasting{1};
        const std::unique_lock lock{_asking, std::try_to_lock};
        if (!lock || std::chrono::steady_clock::now() < _until)
            return _isWell;
        _isWell =
            askHealth(_module, context,
                      [&](const kc_health_row& row)
                      {
                          _module.log().warn("a module is not well", {{"of", view(row.module)},
                                                                      {"reason", view(row.text)}});
                      });
        _until = std::chrono::steady_clock::now() + kLasting;
        return _isWell;
    }

    const Module& _module;
    std::mutex _asking; // guards _until; nobody waits for it
    std::chrono::steady_clock::time_point _until{};
    std::atomic<bool> _isWell{true};
};

} // namespace

class HttpModule final : public Module
{
public:
    explicit HttpModule(const Init& init)
        : Module{init},
          _frontend{log(), std::string{config().str("tmp_path")}},
          _service{_frontend.routes},
          _health{*this}
    {
        offer<RouteService>(_service);
        readLimits();
    }

    void check(Context& context, const Config& next) override
    {
        checkDirectory(next, "tmp_path");
        checkListen(next, "server_listen");
        checkListen(next, "server_listen_tls");
        if (next.flag("server_pipe_enabled"))
            checkListen(next, "server_pipe_name", "unix:");
        if (!tlsAddresses(next).empty())
            kTls.check(*this, context, next);
    }

    void start(Context& context) override
    {
        _frontend.answers = Metrics{*this}.counter("answers_total", "Answers sent.", "status");
        _frontend.gate = std::make_unique<Gate>(*this);
        _acceptor = std::make_unique<Acceptor>(*this, _frontend);
        kc_service self{sizeof self, nullptr, nullptr, nullptr};
        (void)query(KC_HTTP, &self);
        _health.route(context, self, "/healthz", false);
        if (config().flag("server_pipe_enabled"))
            listen("http", "server_pipe_name", pipeAddresses());
        listen("http", "server_listen", std::string{config().str("server_listen")});
        _hasTls = !tlsAddresses(config()).empty();
        const kc_tls tls = kTls.read(config());
        listen("https",
               config().str("server_listen_tls").empty() ? "server_ssl_enabled"
                                                         : "server_listen_tls",
               tlsAddresses(config()), &tls);
    }

    void reload(Context& context) override
    {
        readLimits();
        if (_hasTls)
            kTls.use(*this, context, "https");
    }

    void drain(Context&) override { _frontend.isDraining = true; }

private:
    class Acceptor final : public net::Acceptor
    {
    public:
        Acceptor(const Module& module, Frontend& frontend)
            : net::Acceptor{module}, _frontend{frontend}
        {
        }

        std::unique_ptr<net::Session> open(Context&, const net::Connection& connection,
                                           const kc_peer& peer) override
        {
            return std::make_unique<HttpSession>(_frontend, connection, peer);
        }

    private:
        Frontend& _frontend;
    };

    std::string pipeAddresses() const
    {
        std::string addresses;
        for (const sv path : config().list("server_pipe_name"))
            addresses.append(addresses.empty() ? "unix:" : " unix:").append(path);
        return addresses;
    }

    void listen(const char* name, const char* option, const std::string& addresses,
                const kc_tls* tls = nullptr)
    {
        if (addresses.empty())
            return;
        kc_listen spec{};
        spec.name = kc::str(name);
        spec.flags = tls == nullptr ? 0U : std::uint32_t{KC_LISTEN_TLS};
        spec.tls = tls;
        spec.busy = kc::str(kBusy);
        spec.send_timeout = _frontend.limits.load()->sending.count();
        spec.addresses = kc::str(addresses);
        spec.option = option;
        spec.timeout = _frontend.limits.load()->idle.count();
        spec.max_input = kMaxWaitingOctets;
        spec.unix_mode = 0666; // who may do what is decided by the peer's uid, not by the file
        _acceptor->listen(spec);
    }

    void readLimits()
    {
        const Config options = config();
        const auto duration = [&](const char* name)
        { return std::chrono::nanoseconds{options.num(name)}; };
        const auto size = [&](const char* name)
        { return static_cast<std::uint64_t>(options.num(name)); };
        _frontend.limits = std::make_shared<const Limits>(Limits{
            duration("server_recv_timeout"), duration("server_read_timeout"),
            duration("server_send_timeout"), duration("http_request_timeout"),
            size("http_max_head"), size("http_max_body"), options.flag("http_log_requests")});
    }

    Frontend _frontend;
    RouteService _service;
    Health _health;
    std::unique_ptr<Acceptor> _acceptor;
    bool _hasTls = false;
};

} // namespace kc::httpd

using kc::httpd::HttpModule;

KC_MODULE(HttpModule, kc::httpd::kOptions, .id = "http", .version = "0.1.0",
          .summary = "HTTP/1.1 front-end", .programs = "server", .select = "default",
          .provides = KC_HTTP, .needs = KC_DIRECTORY " " KC_AUTH)
