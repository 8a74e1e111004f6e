// SPDX-License-Identifier: Apache-2.0
// kc.tasks/1: tasks that run once, pools of a module's own, and the end of both.
#include "tasks/TaskService.h"
#include "core/Health.h"
#include "core/KernelMetrics.h"
#include "core/ThreadRole.h"
#include "core/Watchdog.h"
#include "net/NetService.h"
#include <kc/host/CallContext.h>
#include <kc/metrics/Registry.h>

#include <cppunit/extensions/HelperMacros.h>
#include <latch>
#include <pthread.h>
#include <semaphore>

using namespace kc::kernel;

namespace
{

using Semaphore = std::counting_semaphore<100'000>;

class TaskServiceTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(TaskServiceTest);
    CPPUNIT_TEST(runsOnceAfterItsDelay);
    CPPUNIT_TEST(takesBackWhatHasNotRun);
    CPPUNIT_TEST(beginsNothingOnceAllIsCancelled);
    CPPUNIT_TEST(runsOnThreadsOfThePoolsOwn);
    CPPUNIT_TEST(refusesWorkForAFullPool);
    CPPUNIT_TEST(closesThePoolsOfOneModule);
    CPPUNIT_TEST(refusesPoolsWithoutThreads);
    CPPUNIT_TEST(refusesMainFunctionsElsewhere);
    CPPUNIT_TEST_SUITE_END();

    struct World
    {
        Log log;
        kc::host::Registry registry;
        ThreadPool pool{2, 2};
        TaskService tasks{pool};
        NetService net{pool, log};
        kc::metrics::Registry metrics{[](const std::string&) {}};
        std::vector<std::unique_ptr<ModuleInstance>> modules;
        Health health{modules};
        Watchdog watchdog{log, [](const std::string&) {}};
        kc_kernel kernel{{log, registry, tasks, net, metrics, health, watchdog}, "m", {}};
        kc_kernel other{{log, registry, tasks, net, metrics, health, watchdog}, "n", {}};

        World() { log.setLevel(0); }
    };

    std::unique_ptr<World> _world;
    const kc_tasks& _table = TaskService::table();

    kc_kernel* kernel() const { return &_world->kernel; }

    static void release(void* arg, kc_ctx*) { static_cast<Semaphore*>(arg)->release(); }

    kc_task_pool* open(kc_kernel& owner, std::uint32_t threads) const
    {
        kc_task_pool* pool = nullptr;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, _table.open_pool(&owner, "own", threads, &pool));
        return pool;
    }

public:
    void setUp() override
    {
        threadRole = ThreadRole::Main;
        _world = std::make_unique<World>();
    }

    void tearDown() override { _world.reset(); }

    void runsOnceAfterItsDelay()
    {
        Semaphore runs{0};
        const std::int64_t begin = monotonicNow();
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, _table.after(kernel(), "t", 5 * kMillisecond,
                                                            release, &runs, nullptr));
        kc_task* task = nullptr;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK},
                             _table.after(kernel(), "t", 5 * kMillisecond, release, &runs, &task));
        runs.acquire();
        runs.acquire();
        CPPUNIT_ASSERT(monotonicNow() - begin >= 5 * kMillisecond);
        _table.cancel(kernel(), task); // when it has run
        CPPUNIT_ASSERT(!runs.try_acquire_for(std::chrono::milliseconds{20}));
    }

    void takesBackWhatHasNotRun()
    {
        Semaphore runs{0};
        kc_task* task = nullptr;
        _table.after(kernel(), "t", 3600 * kSecond, release, &runs, &task);
        _table.cancel(kernel(), task);
        _table.cancel(kernel(), task); // once more is no harm
    }

    void beginsNothingOnceAllIsCancelled()
    {
        Semaphore runs{0};
        _table.after(kernel(), "t", 10 * kMillisecond, release, &runs, nullptr);
        _world->tasks.cancelAll();
        CPPUNIT_ASSERT(!runs.try_acquire_for(std::chrono::milliseconds{30}));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ECANCELLED}, _table.post(kernel(), "t", release, &runs));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ECANCELLED},
                             _table.after(kernel(), "t", 1, release, &runs, nullptr));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ECANCELLED},
                             _table.every(kernel(), "t", 1, release, &runs, nullptr));
    }

    void runsOnThreadsOfThePoolsOwn()
    {
        // Four at once, while the process's pool has two; a fifth waits.
        struct State
        {
            std::latch all{4};
            Semaphore done{0};
            std::array<char, 16> name{};
        } state;
        kc_task_pool* const pool = open(_world->kernel, 4);
        const auto meet = [](void* arg, kc_ctx* context)
        {
            auto& s = *static_cast<State*>(arg);
            if (context->trace() == "naming")
                pthread_getname_np(pthread_self(), s.name.data(), s.name.size());
            else
                s.all.arrive_and_wait();
            s.done.release();
        };
        for (int i = 0; i < 4; ++i)
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, _table.post_to(pool, "meet", meet, &state));
        for (int i = 0; i < 4; ++i)
            state.done.acquire();
        _table.post_to(pool, "naming", meet, &state);
        state.done.acquire();
        CPPUNIT_ASSERT_EQUAL(std::string{"m:own"}, std::string{state.name.data()});
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, pool->threads.threads());
    }

    void refusesWorkForAFullPool()
    {
        struct State
        {
            Semaphore begun{0}, go{0}, runs{0};
        } state;
        kc_task_pool* const pool = open(_world->kernel, 1);
        const auto hold = [](void* arg, kc_ctx*)
        {
            auto& s = *static_cast<State*>(arg);
            s.begun.release();
            s.go.acquire();
        };
        _table.post_to(pool, "hold", hold, &state);
        state.begun.acquire();
        for (int i = 0; i < 10'000; ++i)
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, _table.post_to(pool, "t", release, &state.runs));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUSY}, _table.post_to(pool, "t", release, &state.runs));
        state.go.release();
        _world->tasks.settle(monotonicNow() + 20 * kSecond);
        for (int i = 0; i < 10'000; ++i)
            CPPUNIT_ASSERT(state.runs.try_acquire());
    }

    void closesThePoolsOfOneModule()
    {
        Semaphore runs{0};
        open(_world->kernel, 1);
        kc_task_pool* const stays = open(_world->other, 1);
        _world->tasks.closePools(_world->kernel);
        std::string names;
        _world->tasks.eachPool([&](kc::sv name, const ThreadPool&)
                               { names.append(name).append(" "); });
        CPPUNIT_ASSERT_EQUAL(std::string{"main n:own "}, names);
        _table.post_to(stays, "t", release, &runs);
        runs.acquire();
    }

    void refusesPoolsWithoutThreads()
    {
        kc_task_pool* pool = nullptr;
        for (const std::uint32_t threads : {0U, 1001U})
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_EINVAL},
                                 _table.open_pool(kernel(), "own", threads, &pool));
    }

    void refusesMainFunctionsElsewhere()
    {
#ifdef NDEBUG // a debug build aborts
        threadRole = ThreadRole::Pool;
        kc_task* task = nullptr;
        kc_task_pool* pool = nullptr;
        kc_metric* metric = nullptr;
        const kc_metric_spec spec{sizeof spec, KC_METRIC_GAUGE, "g", "", "", nullptr, 0};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG},
                             _table.every(kernel(), "t", 1, release, nullptr, &task));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG}, _table.open_pool(kernel(), "own", 1, &pool));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG},
                             KernelMetrics::table().define(kernel(), &spec, &metric));
        const kc_tls tls{};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG},
                             NetService::table().check_tls(kernel(), nullptr, &tls));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG},
                             NetService::table().set_tls(kernel(), nullptr, kc::str("x"), &tls));
        const kc_listen listen{};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG}, NetService::table().listen(kernel(), &listen));
#endif
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TaskServiceTest);

} // namespace
