// SPDX-License-Identifier: Apache-2.0
// The thread pool and kc.tasks/1.
#include "tasks/TaskService.h"
#include <kc/host/CallContext.h>

#include <cppunit/extensions/HelperMacros.h>
#include <latch>
#include <semaphore>

using namespace kc::kernel;

namespace
{

std::int64_t soon()
{
    return monotonicNow() + 20 * kSecond;
}

class TasksTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(TasksTest);
    CPPUNIT_TEST(runsEveryJobOnce);
    CPPUNIT_TEST(growsWhileJobsBlock);
    CPPUNIT_TEST(replacesThreadsWhoseCallsAreLate);
    CPPUNIT_TEST(dropsWhatWaitsAtStop);
    CPPUNIT_TEST(runsTimedJobsInOrder);
    CPPUNIT_TEST(repeatsUntilCancelled);
    CPPUNIT_TEST(cancelWaitsForTheRunUnderWay);
    CPPUNIT_TEST(givesTasksAContext);
    CPPUNIT_TEST_SUITE_END();

public:
    void runsEveryJobOnce()
    {
        std::atomic<int> ran{0};
        ThreadPool pool{2, 2};
        for (int i = 0; i < 10'000; ++i)
            CPPUNIT_ASSERT(pool.post(
                {[](void* arg) { ++*static_cast<std::atomic<int>*>(arg); }, nullptr, &ran}));
        CPPUNIT_ASSERT(pool.settle(soon()));
        CPPUNIT_ASSERT_EQUAL(10'000, ran.load());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, pool.threads());
    }

    void growsWhileJobsBlock()
    {
        // Eight jobs that end only when all eight have begun: two threads would never do.
        std::latch all{8};
        ThreadPool pool{2, 8};
        for (int i = 0; i < 8; ++i)
            pool.post({[](void* arg) { static_cast<std::latch*>(arg)->arrive_and_wait(); }, nullptr,
                       &all});
        CPPUNIT_ASSERT(pool.settle(soon()));
        CPPUNIT_ASSERT_EQUAL(std::size_t{8}, pool.threads());
    }

    void replacesThreadsWhoseCallsAreLate()
    {
        struct State
        {
            std::counting_semaphore<> blocked{0}, end{0}, told{0};
            std::string names;
        } state;
        ThreadPool pool{2, 2};
        const struct Release
        {
            State& state;
            ~Release() { state.end.release(2); }
        } release{state};
        pool.setCallTime(20 * kMillisecond);
        pool.onOverdue(
            [&](const std::string& call)
            {
                state.names += call + ", ";
                state.told.release();
            });
        const auto wait = [](void* arg)
        {
            static_cast<State*>(arg)->blocked.release();
            static_cast<State*>(arg)->end.acquire();
        };
        for (int i = 0; i < 2; ++i)
            pool.post({wait, nullptr, &state, "slow", "a call"});
        // Both threads are taken for good, and yet this runs.
        std::binary_semaphore ran{0};
        pool.post({[](void* arg) { static_cast<std::binary_semaphore*>(arg)->release(); }, nullptr,
                   &ran});
        ran.acquire();
        for (int i = 0; i < 2; ++i)
            state.told.acquire();
        CPPUNIT_ASSERT_EQUAL(std::string{"module slow in a call, module slow in a call, "},
                             state.names);
        while (pool.running().size() > 2) // the one that ran may be on its way out
            std::this_thread::yield();
        CPPUNIT_ASSERT(!pool.settle(monotonicNow()));
    }

    void dropsWhatWaitsAtStop()
    {
        struct State
        {
            std::binary_semaphore begun{0}, end{0};
            std::atomic<int> ran{0}, dropped{0};
        } state;
        ThreadPool pool{1, 1};
        pool.post({[](void* arg)
                   {
                       auto& s = *static_cast<State*>(arg);
                       s.begun.release();
                       s.end.acquire();
                   },
                   nullptr, &state});
        state.begun.acquire();
        for (int i = 0; i < 3; ++i)
            pool.post({[](void* arg) { ++static_cast<State*>(arg)->ran; },
                       [](void* arg) { ++static_cast<State*>(arg)->dropped; }, &state});
        std::thread stopping{[&] { pool.stop(); }};
        while (pool.post({[](void*) {}, nullptr, nullptr})) // until it is stopping
            std::this_thread::yield();
        state.end.release();
        stopping.join();
        CPPUNIT_ASSERT_EQUAL(3, state.dropped.load());
        CPPUNIT_ASSERT_EQUAL(0, state.ran.load());
    }

    void runsTimedJobsInOrder()
    {
        struct State
        {
            std::mutex mutex;
            std::string order;
            std::counting_semaphore<3> done{0};
            void add(char c)
            {
                const std::lock_guard lock{mutex};
                order += c;
                done.release();
            }
        } state;
        ThreadPool pool{1, 1};
        const std::int64_t now = monotonicNow();
        pool.postAt(now + 30 * kMillisecond,
                    {[](void* arg) { static_cast<State*>(arg)->add('c'); }, nullptr, &state});
        pool.postAt(now, {[](void* arg) { static_cast<State*>(arg)->add('a'); }, nullptr, &state});
        pool.postAt(now + 10 * kMillisecond,
                    {[](void* arg) { static_cast<State*>(arg)->add('b'); }, nullptr, &state});
        for (int i = 0; i < 3; ++i)
            state.done.acquire();
        CPPUNIT_ASSERT_EQUAL(std::string{"abc"}, state.order);
    }

    void repeatsUntilCancelled()
    {
        std::counting_semaphore<1000> runs{0};
        ThreadPool pool{2, 2};
        TaskService tasks{pool};
        kc_task* task = nullptr;
        tasks.every(
            "tick", kMillisecond,
            [](void* arg, kc_ctx*) { static_cast<std::counting_semaphore<1000>*>(arg)->release(); },
            &runs, &task);
        for (int i = 0; i < 3; ++i)
            runs.acquire();
        tasks.cancel(task);
        while (runs.try_acquire())
        {
        }
        CPPUNIT_ASSERT(!runs.try_acquire_for(std::chrono::milliseconds{20}));
    }

    void cancelWaitsForTheRunUnderWay()
    {
        struct State
        {
            std::binary_semaphore begun{0};
            std::atomic<bool> ended{false};
        } state;
        ThreadPool pool{2, 2};
        TaskService tasks{pool};
        kc_task* task = nullptr;
        tasks.every(
            "slow", kMillisecond,
            [](void* arg, kc_ctx*)
            {
                auto& s = *static_cast<State*>(arg);
                s.begun.release();
                std::this_thread::sleep_for(std::chrono::milliseconds{20});
                s.ended = true;
            },
            &state, &task);
        state.begun.acquire();
        state.ended = false;
        tasks.cancel(task);
        CPPUNIT_ASSERT(state.ended.load());
    }

    void givesTasksAContext()
    {
        struct State
        {
            std::string trace;
            std::binary_semaphore done{0};
        } state;
        ThreadPool pool{1, 1};
        TaskService tasks{pool};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, tasks.post(
                                                   pool, "sweep",
                                                   [](void* arg, kc_ctx* context)
                                                   {
                                                       auto& s = *static_cast<State*>(arg);
                                                       s.trace = context->trace();
                                                       s.done.release();
                                                   },
                                                   &state));
        state.done.acquire();
        CPPUNIT_ASSERT_EQUAL(std::string{"sweep"}, state.trace);
        pool.stop();
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ECANCELLED},
                             tasks.post(
                                 pool, "late", [](void*, kc_ctx*) {}, nullptr));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TasksTest);

} // namespace
