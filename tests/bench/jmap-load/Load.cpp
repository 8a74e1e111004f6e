// SPDX-License-Identifier: Apache-2.0
// jmap-load: Core/echo, Principal/get of one and of 50 and Quota/get in equal parts, over
// keep-alive connections, and how fast they were answered. One thread and poll, so that it takes
// little of the machine it shares with the server. Ends with 1 when an answer is an error or
// nothing moves for a minute.
#include "JmapSession.h"
#include "LoadReport.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <poll.h>
#include <stdexcept>

namespace
{

constexpr int kStallMillis = 60'000;
constexpr const char* kUsage =
    "usage: jmap-load --port P --password W [--user-format 'user{}'] [--users 4] [--sessions 16]\n"
    "                 [--requests 30000] [--only echo,one,fifty,quota] [--json]\n"
    "A user may have 8 requests at once, so that there have to be several.\n";

struct Options
{
    std::uint16_t port = 0;
    std::string userFormat = "user{}";
    std::string password, only;
    std::uint64_t users = 4;
    std::uint64_t sessions = 16;
    std::uint64_t requests = 30'000;
    bool json = false;
};

std::uint64_t number(std::string_view text, std::uint64_t most)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > most)
        throw std::invalid_argument("wants a number up to " + std::to_string(most));
    return value;
}

Options parseOptions(const std::vector<std::string>& arguments)
{
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i)
    {
        const std::string& name = arguments[i];
        if (name == "--json")
        {
            options.json = true;
            continue;
        }
        if (i + 1 == arguments.size())
            throw std::invalid_argument(name + " wants a value");
        const std::string& value = arguments[++i];
        if (name == "--port")
            options.port = static_cast<std::uint16_t>(number(value, 65535));
        else if (name == "--user-format")
            options.userFormat = value;
        else if (name == "--users")
            options.users = number(value, 1000);
        else if (name == "--password")
            options.password = value;
        else if (name == "--only")
            options.only = value;
        else if (name == "--sessions")
            options.sessions = number(value, 1000);
        else if (name == "--requests")
            options.requests = number(value, 1'000'000'000);
        else
            throw std::invalid_argument("unknown option " + name);
    }
    if (options.port == 0)
        throw std::invalid_argument("--port is needed");
    return options;
}

std::string base64(std::string_view octets)
{
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < octets.size(); i += 3)
    {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = (bits << 8) |
                   (i + j < octets.size() ? static_cast<unsigned char>(octets[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += i + j > octets.size() ? '=' : kAlphabet[(bits >> (18 - 6 * j)) & 63];
    }
    return text;
}

std::string calls(std::string_view list, std::string_view capability = "principals")
{
    return R"({"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:)" +
           std::string(capability) + R"("],"methodCalls":[)" + std::string(list) + "]}";
}

/// The texts "p17" … of the answer to a query.
std::vector<std::string> idsOf(const std::string& answer)
{
    std::vector<std::string> ids;
    for (std::size_t at = answer.find("\"ids\":[");
         (at = answer.find("\"p", at)) != std::string::npos;)
    {
        const std::size_t end = answer.find('"', at + 1);
        ids.push_back(answer.substr(at, end + 1 - at));
        at = end + 1;
    }
    return ids;
}

std::string getOf(const std::vector<std::string>& ids, std::size_t count)
{
    std::string list;
    for (std::size_t i = 0; i < std::min(count, ids.size()); ++i)
        list += (i == 0 ? "" : ",") + ids[i];
    return calls(R"(["Principal/get",{"accountId":"d0","ids":[)" + list + R"(]},"0"])");
}

std::string authorizationOf(const Options& options, std::uint64_t user)
{
    std::string name = options.userFormat;
    if (const std::size_t mark = name.find("{}"); mark != std::string::npos)
        name.replace(mark, 2, std::to_string(user));
    return base64(name + ":" + options.password);
}

/// Of the user whose session it is.
std::string getQuotas(const std::string& session)
{
    constexpr std::string_view kPrimary = R"("urn:ietf:params:jmap:quota":"a)";
    const std::size_t at = session.find(kPrimary);
    if (at == std::string::npos)
        throw std::runtime_error("the server has no quotas for this user");
    const std::size_t begin = at + kPrimary.size() - 1;
    const std::string account = session.substr(begin, session.find('"', begin) - begin);
    return calls(R"(["Quota/get",{"accountId":")" + account + R"(","ids":null},"0"])", "quota");
}

bool isWanted(const Options& options, const std::string& kind)
{
    return options.only.empty() ||
           ("," + options.only + ",").find("," + kind + ",") != std::string::npos;
}

void plan(const Options& options, JmapPlan& made)
{
    JmapSession session{made, 0};
    const std::string answer = session.ask(
        makeRequest(authorizationOf(options, 0),
                    calls(R"(["Principal/query",{"accountId":"d0","filter":{"type":"individual"},)"
                          R"("limit":50},"0"])")));
    const std::vector<std::string> ids = idsOf(answer);
    if (ids.size() < 50)
        throw std::runtime_error("the server has fewer than 50 users");
    const std::vector<std::pair<std::string, std::string>> bodies{
        {"echo", calls(R"(["Core/echo",{"hello":true,"high":5},"0"])")},
        {"one", getOf(ids, 1)},
        {"fifty", getOf(ids, 50)}};
    for (std::uint64_t user = 0; user < options.users; ++user)
    {
        const std::string authorization = authorizationOf(options, user);
        std::vector<std::string>& texts = made.texts.emplace_back();
        for (const auto& [kind, body] : bodies)
            if (isWanted(options, kind))
                texts.push_back(makeRequest(authorization, body));
        if (isWanted(options, "quota"))
            texts.push_back(makeRequest(authorization,
                                        getQuotas(session.ask(makeSessionRequest(authorization)))));
        if (texts.empty())
            throw std::invalid_argument("--only wants some of echo, one, fifty and quota");
    }
}

/// One turn: waits for any session, serves the ready ones, drops the finished ones.
void turn(std::vector<std::unique_ptr<JmapSession>>& sessions, std::vector<pollfd>& polled)
{
    polled.clear();
    for (const auto& session : sessions)
        polled.push_back({session->descriptor(), POLLIN, 0});
    if (::poll(polled.data(), polled.size(), kStallMillis) == 0)
        throw std::runtime_error("no answer for a minute");
    for (std::size_t i = 0; i < polled.size(); ++i)
        if (polled[i].revents != 0)
            sessions[i]->onReadable();
    std::erase_if(sessions, [](const auto& session) { return session->isDone(); });
}

void report(JmapPlan& plan, double seconds, bool json)
{
    std::ranges::sort(plan.latenciesMicros);
    const char* const format =
        json ? "{\"requests\": %llu, \"seconds\": %.3f, \"rate\": %.1f, \"p50_ms\": %.3f, "
               "\"p99_ms\": %.3f, \"own_cpu_seconds\": %.3f}\n"
             : "%llu requests in %.3f s: %.1f/s, p50 %.3f ms, p99 %.3f ms (own CPU %.3f s)\n";
    std::printf(format, static_cast<unsigned long long>(plan.answered), seconds,
                static_cast<double>(plan.answered) / seconds,
                percentileMillis(plan.latenciesMicros, 0.50),
                percentileMillis(plan.latenciesMicros, 0.99), ownCpuSeconds());
}

void run(const Options& options)
{
    JmapPlan made;
    made.port = options.port;
    plan(options, made);
    made.requests = options.requests;
    made.latenciesMicros.reserve(options.requests);
    std::vector<std::unique_ptr<JmapSession>> sessions;
    for (std::uint64_t i = 0; i < std::min(options.sessions, options.requests); ++i)
    {
        sessions.push_back(std::make_unique<JmapSession>(made, i % options.users));
        sessions.back()->askToLogIn();
    }
    for (const auto& session : sessions)
        session->awaitLogin();
    const auto start = std::chrono::steady_clock::now();
    for (const auto& session : sessions)
        session->begin();
    for (std::vector<pollfd> polled; !sessions.empty();)
        turn(sessions, polled);
    report(made, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
           options.json);
}

} // namespace

int main(int count, char** values)
{
    try
    {
        run(parseOptions({values + 1, values + count}));
        return 0;
    }
    catch (const std::invalid_argument& wrong)
    {
        std::fprintf(stderr, "jmap-load: %s\n%s", wrong.what(), kUsage);
        return 2;
    }
    catch (const std::exception& fault)
    {
        std::fprintf(stderr, "jmap-load: %s\n", fault.what());
        return 1;
    }
}
