// SPDX-License-Identifier: Apache-2.0
// The thread pool and the edges of sockets that its idle threads wait for.
#include "tasks/ThreadPool.h"

#include <cppunit/extensions/HelperMacros.h>
#include <latch>
#include <semaphore>
#include <sys/socket.h>
#include <unistd.h>

using namespace kc::kernel;

namespace
{

std::int64_t soon()
{
    return monotonicNow() + 20 * kSecond;
}

/// Two connected sockets; what is written to the one is an edge of the other.
class Pair
{
public:
    Pair() { CPPUNIT_ASSERT_EQUAL(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, _ends)); }

    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    ~Pair()
    {
        close(_ends[0]);
        close(_ends[1]);
    }

    void write() const { CPPUNIT_ASSERT_EQUAL(ssize_t{1}, ::write(_ends[0], "x", 1)); }

    int watched() const { return _ends[1]; }

private:
    int _ends[2];
};

constexpr std::uint64_t kKey = 7;

/// A pool whose one socket leads to calls of a function. The function outlives the pool.
struct Watching
{
    Watching(std::size_t base, std::size_t limit, std::function<void()>& work) : pool{base, limit}
    {
        pool.onEvent(
            [&work](const EventSet::Event& event)
            {
                CPPUNIT_ASSERT_EQUAL(kKey, event.key);
                const auto call = [](void* arg) { (*static_cast<std::function<void()>*>(arg))(); };
                return std::optional{Job{call, nullptr, &work}};
            });
    }

    /// The first edge is that it can be written to.
    void watch() const { pool.events().watch(pair.watched(), kKey); }

    void post(std::function<void()>& job)
    {
        pool.post(
            {[](void* arg) { (*static_cast<std::function<void()>*>(arg))(); }, nullptr, &job});
    }

    Pair pair;
    ThreadPool pool;
};

class EventsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(EventsTest);
    CPPUNIT_TEST(runsWhatAnEdgeLeadsTo);
    CPPUNIT_TEST(forgottenSocketsAreSilent);
    CPPUNIT_TEST(seesEdgesWhileAllThreadsBlock);
    CPPUNIT_TEST(jobsAndEdgesTakeTurns);
    CPPUNIT_TEST(wakesAThreadForEachJob);
    CPPUNIT_TEST(stopsWhileThreadsWait);
    CPPUNIT_TEST_SUITE_END();

    std::function<void()> _nothing = [] {};

public:
    void runsWhatAnEdgeLeadsTo()
    {
        std::counting_semaphore<> seen{0};
        std::function<void()> work = [&] { seen.release(); };
        Watching watching{1, 1, work};
        watching.post(_nothing); // so that there is a thread
        watching.watch();
        seen.acquire();
        for (int i = 0; i < 100; ++i)
        {
            watching.pair.write();
            seen.acquire();
        }
        CPPUNIT_ASSERT(watching.pool.settle(soon()));
        CPPUNIT_ASSERT(!seen.try_acquire());
    }

    void forgottenSocketsAreSilent()
    {
        std::counting_semaphore<> seen{0};
        std::function<void()> work = [&] { seen.release(); };
        Watching watching{1, 1, work};
        watching.post(_nothing);
        watching.watch();
        seen.acquire();
        watching.pool.events().forget(watching.pair.watched());
        watching.pair.write();
        CPPUNIT_ASSERT(!seen.try_acquire_for(std::chrono::milliseconds{20}));
    }

    void seesEdgesWhileAllThreadsBlock()
    {
        std::binary_semaphore begun{0}, seen{0};
        std::function<void()> work = [&] { seen.release(); };
        std::function<void()> blocked = [&]
        {
            begun.release();
            (void)seen.try_acquire_for(std::chrono::seconds{20}); // another thread's to release
        };
        Watching watching{1, 2, work};
        watching.post(blocked);
        begun.acquire();
        watching.watch();
        CPPUNIT_ASSERT(watching.pool.settle(monotonicNow() + 10 * kSecond));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, watching.pool.threads());
    }

    void jobsAndEdgesTakeTurns()
    {
        std::atomic<int> edges{0}, jobs{0};
        std::binary_semaphore done{0};
        const auto isDone = [&] { return edges > 20 && jobs > 20; };
        Watching* watched = nullptr;
        std::function<void()> work = [&]
        {
            ++edges;
            if (!isDone())
                watched->pair.write(); // there is always another edge
        };
        std::function<void()> job = [&]
        {
            ++jobs;
            if (isDone())
                done.release();
            else
                watched->post(job); // and always another job
        };
        Watching watching{1, 1, work};
        watched = &watching;
        watching.post(job);
        watching.watch();
        CPPUNIT_ASSERT(done.try_acquire_for(std::chrono::seconds{20}));
        CPPUNIT_ASSERT(watching.pool.settle(soon()));
    }

    void wakesAThreadForEachJob()
    {
        constexpr int kThreads = 4;
        ThreadPool pool{kThreads, kThreads};
        for (int round = 0; round < 200; ++round)
        {
            // They end only when all have begun, and but for the first round all threads wait.
            std::latch all{kThreads};
            for (int i = 0; i < kThreads; ++i)
                pool.post({[](void* arg) { static_cast<std::latch*>(arg)->arrive_and_wait(); },
                           nullptr, &all});
            CPPUNIT_ASSERT(pool.settle(soon()));
        }
    }

    void stopsWhileThreadsWait()
    {
        std::latch all{3};
        ThreadPool pool{3, 3};
        for (int i = 0; i < 3; ++i)
            pool.post({[](void* arg) { static_cast<std::latch*>(arg)->arrive_and_wait(); }, nullptr,
                       &all});
        CPPUNIT_ASSERT(pool.settle(soon()));
        pool.stop(); // returns
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, pool.threads());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EventsTest);

} // namespace
