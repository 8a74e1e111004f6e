// SPDX-License-Identifier: Apache-2.0
// What the store costs without a protocol in front of it: bench-store DIRECTORY [SECONDS].
// Deliveries from 16 threads to 100 accounts, then a mailbox of 10,000: listing, flags, reading,
// copying, expunging. Figures are for doc/performance.md.
#include "../tests/MemoryDirectory.h"

#include <kc/store.hpp>
#include <kc/test/fake_kernel.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <thread>

extern "C" const kc_module* kc_module_entry();

namespace
{

using Clock = std::chrono::steady_clock;

double seconds(Clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time)
    { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

/// Octets that this process has written to files so far.
double writtenKiB()
{
    std::ifstream io{"/proc/self/io"};
    std::string name;
    double octets = 0;
    while (io >> name >> octets && name != "wchar:")
        ;
    return octets / 1024;
}

/// A message of words that zstd halves, different each time.
std::string message(std::uint32_t seed, std::size_t octets)
{
    static const char* const kWords[] = {
        "alpha", "bravo",  "charlie", "delta", "echo", "foxtrot",  "golf",  "hotel",
        "india", "juliet", "kilo",    "lima",  "mike", "november", "oscar", "papa"};
    std::mt19937 random{seed};
    std::string text = "Received: from a.example ([192.0.2.1]) by b.example with LMTP id " +
                       std::to_string(seed) +
                       "; Mon, 1 Jan 2024 00:00:00 +0000\r\nFrom: \"Ann Example\" "
                       "<ann@example.org>\r\nTo: Bob <bob@example.org>, carol@example.net\r\n"
                       "Subject: Report number " +
                       std::to_string(seed) + "\r\nMessage-ID: <" + std::to_string(seed) +
                       "@example.org>\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n"
                       "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    std::size_t line = 0;
    while (text.size() < octets)
    {
        const auto draw = static_cast<std::uint32_t>(random());
        text += kWords[draw % 16];
        text += static_cast<char>('a' + draw / 16 % 26);
        text += static_cast<char>('a' + draw / 1024 % 26);
        text += ++line % 10 == 0 ? "\r\n" : " ";
    }
    return text;
}

struct Text
{
    explicit Text(kc::sv octets) : text{octets} {}

    kc_reader reader()
    {
        static constexpr kc_reader_ops kOps{
            sizeof(kc_reader_ops),
            [](void* self, kc_ctx*, char* buffer, std::size_t capacity, std::size_t* got)
            {
                Text& from = *static_cast<Text*>(self);
                *got = from.text.copy(buffer, capacity, from.at);
                from.at += *got;
                return kc_status{KC_OK};
            },
            [](void* self, kc_ctx*, std::uint64_t offset)
            {
                static_cast<Text*>(self)->at = offset;
                return kc_status{KC_OK};
            },
            [](void* self) { return std::uint64_t{static_cast<Text*>(self)->text.size()}; },
            [](void*) {}};
        return {&kOps, this};
    }

    kc::sv text;
    std::size_t at = 0;
};

struct Caller
{
    explicit Caller(kc::test::FakeKernel& kernel)
        : call{kernel.host()},
          store{kernel.service(KC_STORE)},
          mail{kernel.service(KC_MAIL)},
          context{call.context()}
    {
        context.actAs(KC_ID_SYSTEM);
    }

    kc_id inbox(kc_id principal)
    {
        kc_id account = 0, inbox = 0;
        (void)store.account(context, principal, account);
        (void)store.mailbox(context, account, "INBOX", [&](const kc_mailbox& m) { inbox = m.id; });
        return inbox;
    }

    kc::test::FakeCall call;
    kc::StoreProxy store;
    kc::MailProxy mail;
    kc::Context context;
};

constexpr int kThreads = 16;
constexpr std::uint32_t kAccounts = 100;
constexpr std::uint32_t kMany = 10'000;

void benchDelivery(kc::test::FakeKernel& kernel, int duration, std::uint32_t recipients)
{
    std::vector<std::string> texts;
    for (std::uint32_t i = 0; i < 400; ++i)
        texts.push_back(message(i, 8192));
    {
        Caller caller{kernel};
        for (std::uint32_t account = 0; account < kAccounts; ++account)
            caller.inbox(1000 + account);
    }
    std::atomic<std::uint64_t> delivered{0};
    std::vector<std::vector<double>> latencies(kThreads);
    const double cpu = cpuSeconds(), written = writtenKiB();
    const auto start = Clock::now();
    const auto end = start + std::chrono::seconds{duration};
    std::vector<std::jthread> threads;
    for (std::uint32_t thread = 0; thread < kThreads; ++thread)
        threads.emplace_back(
            [&, thread]
            {
                Caller caller{kernel};
                for (std::uint32_t i = thread; Clock::now() < end; i += kThreads)
                {
                    Text text{texts[i % texts.size()]};
                    std::vector<kc_recipient> to;
                    for (std::uint32_t r = 0; r < recipients; ++r)
                        to.push_back({sizeof(kc_recipient), 1000 + (i + r * 7) % kAccounts, {}});
                    const auto before = Clock::now();
                    (void)caller.mail.deliver(
                        caller.context, text.reader(), 1, to.data(), recipients,
                        [&](const kc_delivered& one) { delivered += one.status == KC_OK ? 1 : 0; });
                    latencies[thread].push_back(seconds(Clock::now() - before) * 1000);
                }
            });
    threads.clear();
    const double took = seconds(Clock::now() - start);
    std::vector<double> all;
    for (const auto& some : latencies)
        all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    const auto total = static_cast<double>(delivered.load());
    std::printf("deliver 8 KiB to %u: %.0f/s, cpu %.3f ms each, p50 %.2f ms, p99 %.2f ms, %.1f KiB "
                "written each\n",
                recipients, total / took, (cpuSeconds() - cpu) * 1000 / total, all[all.size() / 2],
                all[all.size() * 99 / 100], (writtenKiB() - written) / total);
}

template <class Body>
void timed(const char* what, int rounds, Body&& body)
{
    double best = 1e9, total = 0;
    for (int i = 0; i < rounds; ++i)
    {
        const auto start = Clock::now();
        body();
        const double took = seconds(Clock::now() - start) * 1000;
        best = std::min(best, took);
        total += took;
    }
    std::printf("%s: best %.2f ms, mean %.2f ms\n", what, best, total / rounds);
}

void benchMailbox(kc::test::FakeKernel& kernel)
{
    constexpr kc_id kOwner = 1; // whose calls all of them are
    Caller caller{kernel};
    caller.context.actAs(kOwner);
    const kc_id inbox = caller.inbox(kOwner);
    {
        std::vector<std::jthread> threads;
        for (std::uint32_t thread = 0; thread < kThreads; ++thread)
            threads.emplace_back(
                [&, thread]
                {
                    Caller own{kernel};
                    own.context.actAs(kOwner);
                    for (std::uint32_t i = thread; i < kMany; i += kThreads)
                    {
                        const std::string octets = message(i, i % 20 == 0 ? 16'000 : 4'000);
                        Text text{octets};
                        const kc_reader reader = text.reader();
                        const kc_append one{sizeof one, 0, {}, 1, &reader};
                        (void)own.mail.append(own.context, inbox, &one, 1,
                                              [](const kc_appended&) {});
                    }
                });
    }
    const kc_uid_range range{1, UINT32_MAX};
    const kc_uid_set all{&range, 1};
    std::uint64_t octets = 0;
    timed("list 10,000 flags", 10,
          [&]
          {
              (void)caller.mail.list(caller.context, inbox, all, KC_MESSAGE_FACTS, 0,
                                     [&](const kc_message& m) { octets += m.octets; });
          });
    timed("list 10,000 summaries", 10,
          [&]
          {
              (void)caller.mail.list(caller.context, inbox, all, KC_MESSAGE_SUMMARY, 0,
                                     [&](const kc_message& m) { octets += m.summary.n; });
          });
    std::uint32_t round = 0;
    const auto kept = [](const kc_message&) {};
    timed("set_flags on 10,000", 10,
          [&]
          {
              const kc_flag_update update{sizeof update,
                                          ++round % 2 == 1 ? KC_FLAGS_ADD : KC_FLAGS_REMOVE,
                                          KC_FLAG_SEEN,
                                          {},
                                          UINT64_MAX};
              (void)caller.mail.setFlags(
                  caller.context, inbox, all, update, [&](const kc_message& m) { octets += m.uid; },
                  kept);
          });
    std::uint64_t modseq = 0;
    const auto changesSince = [&](std::uint64_t since)
    {
        const auto now = [&](const kc_mailbox& m) { modseq = m.modseq; };
        (void)caller.mail.changes(
            caller.context, inbox, since, now, [&](const kc_message& m) { octets += m.uid; },
            [](const kc_vanished&) {});
    };
    changesSince(UINT64_MAX >> 1);
    const std::uint64_t before = modseq;
    for (std::uint32_t uid = 1; uid <= 100; ++uid)
    {
        const kc_uid_range one{uid * 50, uid * 50};
        const kc_flag_update update{sizeof update, KC_FLAGS_ADD, KC_FLAG_FLAGGED, {}, UINT64_MAX};
        (void)caller.mail.setFlags(
            caller.context, inbox, {&one, 1}, update, [](const kc_message&) {}, kept);
    }
    changesSince(UINT64_MAX >> 1);
    timed("changes after one flag", 100, [&] { changesSince(modseq - 1); });
    timed("changes after 100 flags, all looked at", 100, [&] { changesSince(before); });
    std::vector<char> buffer(65536);
    octets = 0;
    timed("open and read 10,000", 3,
          [&]
          {
              for (std::uint32_t uid = 1; uid <= kMany; ++uid)
              {
                  kc::Reader reader;
                  (void)caller.mail.open(caller.context, inbox, uid, *reader.out());
                  octets += reader.read(caller.context, buffer);
              }
          });
    std::printf("  %.1f MB a round\n", static_cast<double>(octets) / 3e6);
    kc_id sent = 0;
    (void)caller.store.mailbox(caller.context, inbox >> 40, "Sent",
                               [&](const kc_mailbox& m) { sent = m.id; });
    timed("copy 10,000", 1,
          [&]
          {
              (void)caller.mail.transfer(caller.context, inbox, all, sent, KC_COPY,
                                         [](const kc_transferred&) {});
          });
    timed("move 10,000", 1,
          [&]
          {
              (void)caller.mail.transfer(caller.context, sent, all, inbox, KC_MOVE,
                                         [](const kc_transferred&) {});
          });
    const kc_flag_update deleted{sizeof deleted, KC_FLAGS_ADD, KC_FLAG_DELETED, {}, UINT64_MAX};
    timed("set_flags deleted on 20,000", 1,
          [&]
          {
              (void)caller.mail.setFlags(
                  caller.context, inbox, all, deleted, [](const kc_message&) {}, kept);
          });
    timed("expunge 20,000, space freed", 1,
          [&]
          { (void)caller.mail.expunge(caller.context, inbox, all, [](const kc_vanished&) {}); });
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
    {
        std::fputs("usage: bench-store DIRECTORY [SECONDS]\n", stderr);
        return 2;
    }
    kc::test::FakeKernel kernel;
    kernel.load(KC_SQL_MODULE, {{"sqlite_path", std::string{argv[1]} + "/bench-store.db"}});
    kc::store::test::MemoryDirectory directory;
    kernel.offer(directory);
    kernel.load(kc_module_entry());
    const int duration = argc > 2 ? std::max(1, std::atoi(argv[2])) : 8;
    benchDelivery(kernel, duration, 1);
    benchDelivery(kernel, duration, 10);
    benchMailbox(kernel);
}
