// SPDX-License-Identifier: Apache-2.0
// The fake kernel keeps the server's rules: what is refused there is refused here, in words.
#include <array>
#include <cppunit/extensions/HelperMacros.h>
#include <csignal>
#include <kc/abi/draft/health.h>
#include <kc/abi/draft/metrics.h>
#include <kc/abi/draft/tasks.h>
#include <kc/auth.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/user.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace
{

namespace opt = kc::opt;

constexpr auto kOptions = opt::table(
    opt::str("backend").def("one"), opt::number("limit").def("5").range(1, 10).reloadable(),
    opt::str("name").def("first"), opt::pick("mode", "a b").def("a"));

/// Does whatever a test wants of the kernel.
class Busy : public kc::Module
{
public:
    using Module::Module;
    static inline Busy* last = nullptr;

    void start(kc::Context&) override
    {
        last = this;
        if (config().str("name") == "fails")
            throw kc::error(KC_EUNAVAIL, "no connection");
    }

    void check(kc::Context&, const kc::Config& next) override
    {
        if (next.num("limit") == 7)
            throw kc::error(KC_EINVAL, next.where("limit") + ": seven is not served");
    }

    void stop() override { ++stops; }

    void health(kc::Context&) override
    {
        if (config().num("limit") == 9)
            throw kc::error(KC_EUNAVAIL, "nine is ill");
    }

    static inline int stops = 0;
};

constexpr kc_module kBusy =
    kc::describe<Busy>(kc::Descriptor{.id = "busy",
                                      .version = "1",
                                      .needs = KC_USERBACKEND " ?kc.nowhere/1",
                                      .slots = "userbackend=backend"},
                       kOptions);

constexpr kc_module kLiar =
    kc::describe<Busy>(kc::Descriptor{.id = "liar", .version = "1", .provides = KC_AUTH}, kOptions);

class Nobody : public kc::Module, public kc::UserBackend
{
public:
    explicit Nobody(const kc::Init& init) : Module{init} { offer<kc::UserBackend>(*this); }

    kc::Status find(kc::Context&, const kc_user_query&, kc::Sink<kc_user>) override
    {
        return KC_ENOTFOUND;
    }

    kc::Status list(kc::Context&, const kc_user_query&, kc::sv, std::uint32_t, kc::Sink<kc_user>,
                    kc_str&) override
    {
        return KC_OK;
    }

    kc::Status related(kc::Context&, const kc_relation_query&, kc::Sink<kc_user>, kc_str&) override
    {
        return KC_ENOTFOUND;
    }
};

constexpr kc_module kOne = kc::describe<Nobody>(
    kc::Descriptor{
        .id = "one", .version = "1", .answers = "userbackend=one", .provides = KC_USERBACKEND},
    opt::none);

constexpr kc_module kTwo = kc::describe<Nobody>(
    kc::Descriptor{
        .id = "two", .version = "1", .answers = "userbackend=two", .provides = KC_USERBACKEND},
    opt::none);

} // namespace

class FakeServicesTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(FakeServicesTest);
    CPPUNIT_TEST(refusesWrongOptionsAsTheServerDoes);
    CPPUNIT_TEST(refusesUnmetNeedsAndEmptyPromises);
    CPPUNIT_TEST(stopsAModuleThatFailedToStart);
    CPPUNIT_TEST(slotsLeadToTheChosenModule);
    CPPUNIT_TEST(reloadIsCheckedFirst);
    CPPUNIT_TEST(healthComesInTheModulesWords);
    CPPUNIT_TEST(tasksRunWhenTheyAreTold);
    CPPUNIT_TEST(metricsCanBeRead);
    CPPUNIT_TEST(callsHaveDeadlineCancelAndALimitedArena);
    CPPUNIT_TEST(contextThatIsUsedAfterItsCallEndsTheTest);
    CPPUNIT_TEST(higherPriorityComesFirst);
    CPPUNIT_TEST_SUITE_END();

    kc::test::FakeKernel _kernel;

    template <class Body>
    static std::string saidBy(Body&& body)
    {
        try
        {
            body();
        }
        catch (const kc::Fault& fault)
        {
            return fault.what();
        }
        return "nothing";
    }

    std::string loading(const kc::test::Options& options)
    {
        return saidBy([&] { _kernel.load(&kBusy, options); });
    }

    void refusesWrongOptionsAsTheServerDoes()
    {
        _kernel.load(&kOne);
        CPPUNIT_ASSERT_EQUAL(std::string{"the module has no option limmit; did you mean limit?"},
                             loading({{"limmit", "1"}}));
        for (const auto& [name, value] :
             {std::pair{"limit", "11"}, {"limit", "many"}, {"mode", "c"}})
            CPPUNIT_ASSERT(
                loading({{name, value}}).starts_with("test.cfg: " + std::string{name} + " = "));
        CPPUNIT_ASSERT_EQUAL(std::string{"nothing"}, loading({{"limit", "10"}}));
    }

    void refusesUnmetNeedsAndEmptyPromises()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string{"module busy needs kc.userbackend/1, which nothing offers: load or offer "
                        "it first"},
            loading({}));
        CPPUNIT_ASSERT(saidBy([&] { _kernel.load(&kLiar); })
                           .starts_with("module liar declares kc.auth/1 but does not offer it"));
    }

    void stopsAModuleThatFailedToStart()
    {
        _kernel.load(&kOne);
        Busy::stops = 0;
        CPPUNIT_ASSERT_EQUAL(std::string{"no connection"}, loading({{"name", "fails"}}));
        CPPUNIT_ASSERT_EQUAL(1, Busy::stops);
    }

    void slotsLeadToTheChosenModule()
    {
        _kernel.load(&kOne);
        _kernel.load(&kTwo);
        CPPUNIT_ASSERT_EQUAL(std::string{"nothing"}, loading({{"backend", "two"}}));
        const auto chosen = Busy::last->find(KC_USERBACKEND, "userbackend");
        CPPUNIT_ASSERT_EQUAL(std::string{"two"}, std::string{chosen.value().module});
        CPPUNIT_ASSERT(!Busy::last->find(KC_USERBACKEND, "otherslot"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Busy::last->each(KC_USERBACKEND).size());
    }

    void reloadIsCheckedFirst()
    {
        _kernel.load(&kOne);
        _kernel.load(&kBusy, {{"limit", "4"}});
        CPPUNIT_ASSERT_EQUAL(std::string{"test.cfg: limit: seven is not served"},
                             saidBy(
                                 [&] {
                                     _kernel.reload("busy", {{"limit", "7"}});
                                 }));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, Busy::last->config().num("limit"));
        _kernel.reload("busy", {{"limit", "8"}, {"name", "second"}});
        CPPUNIT_ASSERT_EQUAL(std::int64_t{8}, Busy::last->config().num("limit"));
        CPPUNIT_ASSERT(Busy::last->config().str("name") == "first"); // not reloadable
    }

    void healthComesInTheModulesWords()
    {
        _kernel.load(&kOne);
        _kernel.load(&kBusy);
        _kernel.health("busy");
        _kernel.reload("busy", {{"limit", "9"}});
        CPPUNIT_ASSERT_EQUAL(std::string{"nine is ill"}, saidBy([&] { _kernel.health("busy"); }));
        std::string rows;
        const auto take = [&](const kc_health_row& row) {
            rows += std::string{kc::view(row.module)} + "=" + std::string{kc::view(row.text)} + ";";
        };
        const kc_service health = _kernel.service(KC_HEALTH);
        (void)static_cast<const kc_health*>(health.table)
            ->each(_kernel.host()->k, _kernel.context().get(), kc::Sink<kc_health_row>{take}.raw());
        CPPUNIT_ASSERT_EQUAL(std::string{"one=;busy=nine is ill;"}, rows);
    }

    void tasksRunWhenTheyAreTold()
    {
        const auto& tasks = *static_cast<const kc_tasks*>(_kernel.service(KC_TASKS).table);
        kc_kernel* const k = _kernel.host()->k;
        static std::string ran;
        ran.clear();
        const auto note = [](void* arg, kc_ctx*) { ran += *static_cast<const char*>(arg); };
        std::string names = "paecx";
        kc_task* every = nullptr;
        kc_task* cancelled = nullptr;
        kc_task_pool* pool = nullptr;
        (void)tasks.every(k, "every", 1, note, &names[2], &every);
        (void)tasks.after(k, "after", 1, note, &names[1], nullptr);
        (void)tasks.after(k, "never", 1, note, &names[4], &cancelled);
        (void)tasks.post(k, "posted", note, &names[0]);
        (void)tasks.open_pool(k, "pool", 1, &pool);
        (void)tasks.post_to(pool, "pooled", note, &names[3]);
        tasks.cancel(k, cancelled);
        CPPUNIT_ASSERT_EQUAL(std::string{}, ran);
        _kernel.runTasks();
        CPPUNIT_ASSERT_EQUAL(std::string{"pcae"}, ran);
        _kernel.runTasks();
        tasks.cancel(k, every);
        _kernel.runTasks();
        CPPUNIT_ASSERT_EQUAL(std::string{"pcaee"}, ran);
    }

    void metricsCanBeRead()
    {
        const auto& metrics = *static_cast<const kc_metrics*>(_kernel.service(KC_METRICS).table);
        kc_kernel* const k = _kernel.host()->k;
        kc_metric_spec spec{
            sizeof spec, KC_METRIC_COUNTER, "mails_total", "Mails.", "result", nullptr, 0};
        kc_metric* mails = nullptr;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, metrics.define(k, &spec, &mails));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EEXISTS}, metrics.define(k, &spec, &mails));
        const kc_str label = kc::str("ok");
        metrics.add(mails, &label, 1, 2);
        metrics.add(mails, &label, 1, 1);
        CPPUNIT_ASSERT_EQUAL(3.0, _kernel.metric("mails_total", {"ok"}));
        CPPUNIT_ASSERT_EQUAL(0.0, _kernel.metric("mails_total", {"refused"}));
        CPPUNIT_ASSERT_THROW((void)_kernel.metric("mail_total"), kc::Fault);
        for (const char* bad : {"mails", "Mails_total", "", "1_total", "a-b_total"})
        {
            spec.name = bad; // a counter's name ends in _total
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_EINVAL}, metrics.define(k, &spec, &mails));
        }
    }

    void callsHaveDeadlineCancelAndALimitedArena()
    {
        kc::test::FakeCall call{_kernel.host(), std::chrono::hours{1}};
        kc::Context context = call.context();
        CPPUNIT_ASSERT(context.deadline() < INT64_MAX && !context.cancelled());
        call.cancel();
        CPPUNIT_ASSERT(context.cancelled());
        (void)context.fail(KC_EUNAVAIL, "first");
        (void)context.fail(KC_EUNAVAIL, "second");
        CPPUNIT_ASSERT_EQUAL(std::string{"first"}, call.error());
        CPPUNIT_ASSERT_EQUAL(std::string{}, call.error());
        constexpr std::size_t kMebi = 1024 * 1024; // 64 of them, and the text has its block
        CPPUNIT_ASSERT(_kernel.host()->alloc(context.get(), 64 * kMebi) == nullptr);
        CPPUNIT_ASSERT(_kernel.host()->alloc(context.get(), 63 * kMebi) != nullptr);
        CPPUNIT_ASSERT(_kernel.host()->alloc(context.get(), kMebi) == nullptr);
    }

    void contextThatIsUsedAfterItsCallEndsTheTest()
    {
        const auto& tasks = *static_cast<const kc_tasks*>(_kernel.service(KC_TASKS).table);
        std::array<int, 2> ends{};
        CPPUNIT_ASSERT_EQUAL(0, pipe(ends.data()));
        const pid_t child = fork();
        if (child == 0)
        {
            dup2(ends[1], STDERR_FILENO);
            kc_ctx* const ctx = tasks.open_context(_kernel.host()->k, nullptr, INT64_MAX);
            (void)_kernel.host()->alloc(ctx, 1);
            tasks.close_context(ctx);
            (void)_kernel.host()->alloc(ctx, 1);
            _exit(0);
        }
        close(ends[1]);
        std::string said(1000, '\0');
        said.resize(static_cast<std::size_t>(
            std::max<ssize_t>(read(ends[0], said.data(), said.size()), 0)));
        close(ends[0]);
        int status = 0;
        CPPUNIT_ASSERT_EQUAL(child, waitpid(child, &status, 0));
        CPPUNIT_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        CPPUNIT_ASSERT_MESSAGE(
            said, said.ends_with(" calls kc_host.alloc() with a context whose call has ended\n"));
    }

    void higherPriorityComesFirst()
    {
        int low = 0, high = 0;
        const kc_auth table{sizeof table, nullptr};
        _kernel.offer(KC_AUTH, &table, &low, 10);
        _kernel.offer(KC_AUTH, &table, &high, 20);
        CPPUNIT_ASSERT(_kernel.service(KC_AUTH).self == &high);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FakeServicesTest);
