// SPDX-License-Identifier: Apache-2.0
// lmtp-load: delivers distinct messages over many LMTP sessions at once and says how fast they were
// answered. One thread and poll, so that it takes little of the machine it shares with the server.
// Ends with 1 when any answer is not the expected one or nothing moves for a minute.
#include "LmtpSession.h"
#include "LoadOptions.h"
#include "LoadReport.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <poll.h>
#include <stdexcept>
#include <vector>

namespace
{

constexpr int kStallMillis = 60'000;

/// One turn: waits for any session, serves the ready ones, drops the finished ones.
void turn(std::vector<std::unique_ptr<LmtpSession>>& sessions, std::vector<pollfd>& polled)
{
    polled.clear();
    for (const auto& session : sessions)
    {
        const int events = session->wantsToWrite() ? POLLIN | POLLOUT : POLLIN;
        polled.push_back({session->descriptor(), static_cast<short>(events), 0});
    }
    if (::poll(polled.data(), polled.size(), kStallMillis) == 0)
        throw std::runtime_error("no answer for a minute");
    for (std::size_t i = 0; i < polled.size(); ++i)
    {
        if ((polled[i].revents & POLLOUT) != 0)
            sessions[i]->onWritable();
        if ((polled[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
            sessions[i]->onReadable();
    }
    std::erase_if(sessions, [](const auto& session) { return session->isDone(); });
}

void report(LoadPlan& plan, double seconds)
{
    std::ranges::sort(plan.latenciesMicros);
    const double rate = static_cast<double>(plan.latenciesMicros.size()) / seconds;
    const double p50 = percentileMillis(plan.latenciesMicros, 0.50);
    const double p99 = percentileMillis(plan.latenciesMicros, 0.99);
    const char* const format =
        plan.options.json
            ? "{\"messages\": %zu, \"deliveries\": %llu, \"seconds\": %.3f, \"rate\": %.1f, "
              "\"p50_ms\": %.3f, \"p99_ms\": %.3f, \"own_cpu_seconds\": %.3f}\n"
            : "%zu messages, %llu deliveries in %.3f s: %.1f messages/s, p50 %.3f ms, p99 %.3f ms "
              "(own CPU %.3f s)\n";
    std::printf(format, plan.latenciesMicros.size(),
                static_cast<unsigned long long>(plan.deliveries), seconds, rate, p50, p99,
                ownCpuSeconds());
}

void run(const LoadOptions& options)
{
    LoadPlan plan{options, MessageText(options.seed), 0, 0, {}};
    if (options.print)
    {
        std::string text;
        plan.text.append(text, 0, options.sizeBytes);
        std::fwrite(text.data(), 1, text.size(), stdout);
        return;
    }
    plan.latenciesMicros.reserve(options.messages);
    std::vector<std::unique_ptr<LmtpSession>> sessions;
    for (std::uint64_t i = 0; i < std::min(options.sessions, options.messages); ++i)
        sessions.push_back(std::make_unique<LmtpSession>(plan));
    const auto start = std::chrono::steady_clock::now();
    for (std::vector<pollfd> polled; !sessions.empty();)
        turn(sessions, polled);
    report(plan, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
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
        std::fprintf(stderr, "lmtp-load: %s\n%s", wrong.what(), kUsage);
        return 2;
    }
    catch (const std::exception& fault)
    {
        std::fprintf(stderr, "lmtp-load: %s\n", fault.what());
        return 1;
    }
}
