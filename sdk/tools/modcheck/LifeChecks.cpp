// SPDX-License-Identifier: Apache-2.0
// The module's life: what each step may do, and what must be gone after it.
#include "Checks.h"
#include "Footprint.h"

#include <kc/descriptor/Words.h>

#include <chrono>
#include <cstring>

namespace kc::modcheck
{
namespace
{

using Clock = std::chrono::steady_clock;

/// Throws when something of `before` has more now. A joined thread is seen in /proc for a moment.
void mustBeAs(const Footprint& before, const std::string& when, const std::string& remedy)
{
    std::vector<std::string> added;
    for (int attempt = 0; attempt < 20; ++attempt)
    {
        added = Footprint::now().added(before);
        if (added.empty())
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    throw Broken{when + " leaves " + descriptor::joined(added) + "; " + remedy};
}

void mustBeSilent(const OutputTrap& trap, const std::string& when)
{
    if (const std::string text = trap.text(); !text.empty())
        throw Broken{when + " prints \"" + text.substr(0, text.find('\n')) +
                     "\"; what there is to say goes to log()"};
}

/// One life: created, started, stopped, destroyed, and all that it needs with it, as in a server.
void live(const Plan& plan, Subject& subject)
{
    Company company{plan, subject.note()};
    subject.create(company.bench);
    subject.start();
    company.bench.end();
    subject.stop();
    subject.destroy();
}

} // namespace

Running::Running(const Plan& plan)
    : company{plan, descriptor::ModuleFile::read(plan.file).note}, subject{plan.file}
{
    subject.configure(plan.options);
    subject.create(company.bench);
    subject.start();
    subject.offer(company.bench);
    company.bench.settle();
}

Running::~Running()
{
    company.bench.end();
    subject.stop();
    subject.destroy();
}

std::optional<kc_service> Running::service(sv iface) const
{
    return company.bench.find(iface, subject.id());
}

Verdict checkLoading(const Plan& plan)
{
    const OutputTrap trap;
    const Footprint before = Footprint::now();
    const Subject subject{plan.file};
    mustBeSilent(trap, "loading it");
    mustBeAs(before, "loading it", "global objects must do nothing: move it to start()");
    return {};
}

Verdict checkCreate(const Plan& plan)
{
    constexpr auto kLimit = std::chrono::milliseconds{100};
    Subject subject{plan.file};
    subject.configure(plan.options);
    Bench bench;
    const OutputTrap trap;
    const Footprint before = Footprint::now();
    const auto begin = Clock::now();
    subject.create(bench);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    mustBeSilent(trap, "create()");
    mustBeAs(before, "create()", "create() is for --check-config, too: open and start in start()");
    if (took > kLimit)
        throw Broken{"create() takes " + std::to_string(took.count()) +
                     " ms, at most 100; work and waiting belong into start()"};
    subject.destroy();
    mustBeAs(before, "create() and destroy()", "release it in the destructor");
    return {};
}

Verdict checkProvides(const Plan& plan)
{
    Subject subject{plan.file};
    subject.configure(plan.options);
    Bench bench;
    subject.create(bench);
    subject.offer(bench);
    for (const std::string& iface :
         descriptor::words(descriptor::text(subject.descriptor().provides)))
    {
        std::uint32_t size = 0;
        std::memcpy(&size, bench.find(iface, subject.id())->table, sizeof size);
        if (size < sizeof(void*) * 2 || size > 4096)
            throw Broken{"the table of " + iface +
                         " does not begin with its size: set the member `size` first"};
    }
    step("query()");
    kc_service none{sizeof none, nullptr, nullptr, nullptr};
    if (subject.descriptor().query != nullptr &&
        subject.descriptor().query(subject.self(), "kc.modcheck.none/1", &none) >= 0)
        throw Broken{"query() gives a table for an interface that does not exist; answer "
                     "KC_ENOTFOUND to what `provides` does not name"};
    subject.destroy();
    return {};
}

Verdict checkStop(const Plan& plan)
{
    Subject subject{plan.file};
    subject.configure(plan.options);
    const Footprint before = Footprint::now();
    // The first life opens what libraries keep for ever (random numbers, locales); the second shows
    // what the module keeps.
    live(plan, subject);
    Footprint first = Footprint::now();
    first.threads = before.threads;
    mustBeAs(first, "stop()", "join each thread in stop()");
    live(plan, subject);
    mustBeAs(first, "stop()", "close and join in stop() what start() opened and started");
    return {};
}

Verdict checkCycles(const Plan& plan)
{
    constexpr std::size_t kOctetsPerCycle = 512;
    constexpr std::size_t kOctetsInAll = 32 * 1024; // less may be caches and the heap's own waste
    Subject subject{plan.file};
    subject.configure(plan.options);
    const unsigned third = std::max(1U, plan.cycles / 3);
    std::vector<std::size_t> heap;
    Footprint settled;
    for (unsigned i = 0; i < third * 3; ++i)
    {
        live(plan, subject);
        if (i + 1 == third)
            settled = Footprint::now();
        if ((i + 1) % third == 0)
            heap.push_back(heapInUse());
    }
    mustBeAs(settled, std::to_string(third * 2) + " starts and stops",
             "each stop() must end all of its start()");
    // Caches fill up once; what grows in both later thirds is never given back.
    const auto grown = [&](std::size_t i)
    { return heap[i] > heap[i - 1] ? (heap[i] - heap[i - 1]) / third : 0; };
    if (grown(1) > kOctetsPerCycle && grown(2) > kOctetsPerCycle &&
        heap[2] - heap[0] > kOctetsInAll)
        throw Broken{"each start and stop leaves about " + std::to_string(grown(2)) +
                     " octets of memory; look for them with LeakSanitizer"};
    return {};
}

Verdict checkReload(const Plan& plan)
{
    Running running{plan};
    const Footprint before = Footprint::now();
    running.subject.check();
    running.subject.check();
    mustBeAs(before, "check()", "check() only says whether options are acceptable");
    for (int i = 0; i < 10; ++i)
        running.subject.reload();
    mustBeAs(before, "ten reloads", "reload() must give back what it replaces");
    return {};
}

Verdict checkDrain(const Plan& plan)
{
    constexpr auto kLimit = std::chrono::seconds{2};
    Running running{plan};
    const auto begin = Clock::now();
    running.subject.drain();
    if (Clock::now() - begin > kLimit)
        throw Broken{"drain() goes on after its deadline; return then, stop() follows"};
    return {};
}

std::vector<Check> allChecks()
{
    return {{"note", checkNote},         {"exports", checkExports},
            {"loading", checkLoading},   {"descriptor", checkDescriptor},
            {"options", checkOptions},   {"create", checkCreate},
            {"provides", checkProvides}, {"stop", checkStop},
            {"cycles", checkCycles},     {"reload", checkReload},
            {"drain", checkDrain},       {"deadline", checkDeadline},
            {"sinks", checkSinks},       {"strings", checkStrings}};
}

} // namespace kc::modcheck
