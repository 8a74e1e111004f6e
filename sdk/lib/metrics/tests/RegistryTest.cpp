// SPDX-License-Identifier: Apache-2.0
// kc.metrics/1: what may be defined, what is counted, and the text that monitoring reads.
#include "Utf8.h"
#include <kc/metrics/Registry.h>

#include <cppunit/extensions/HelperMacros.h>
#include <limits>
#include <thread>

using namespace kc::metrics;
using kc::sv;

namespace
{

const auto kSilent = [](const std::string&) {};
constexpr double kBounds[]{0.1, 1};
constexpr double kInfinite[]{1, std::numeric_limits<double>::infinity()};
constexpr double kFalling[]{1, 1};

kc_metric_spec spec(kc_metric_kind kind, const char* name, const char* labels = "",
                    std::span<const double> bounds = {}, const char* help = "Help.")
{
    return {sizeof(kc_metric_spec),
            kind,
            name,
            help,
            labels,
            bounds.data(),
            static_cast<std::uint32_t>(bounds.size())};
}

class RegistryTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(RegistryTest);
    CPPUNIT_TEST(rendersEveryKind);
    CPPUNIT_TEST(escapesWhatCouldBreakTheText);
    CPPUNIT_TEST(refusesWhatMonitoringWouldNotRead);
    CPPUNIT_TEST(refusesANameTwice);
    CPPUNIT_TEST(readsAnOlderSpec);
    CPPUNIT_TEST(countsBeyondTheLimitAsOther);
    CPPUNIT_TEST(losesNothingWhenManyThreadsAdd);
    CPPUNIT_TEST(ignoresWhatIsNoCount);
    CPPUNIT_TEST(collectsBeforeRendering);
    CPPUNIT_TEST(knowsUtf8);
    CPPUNIT_TEST_SUITE_END();

    static kc_metric& define(Registry& metrics, const kc_metric_spec& spec)
    {
        kc_metric* made = nullptr;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, metrics.define("my-module", spec, &made));
        return *made;
    }

    static void add(kc_metric& metric, std::initializer_list<sv> labels, double value)
    {
        std::vector<kc_str> raw;
        for (const sv each : labels)
            raw.push_back(kc::str(each));
        metric.add(raw, value);
    }

public:
    void rendersEveryKind()
    {
        Registry metrics{kSilent};
        kc_metric& counter = define(metrics, spec(KC_METRIC_COUNTER, "sent_total", "to how"));
        kc_metric& gauge = define(metrics, spec(KC_METRIC_GAUGE, "open"));
        kc_metric& histogram = define(metrics, spec(KC_METRIC_HISTOGRAM, "seconds", "", kBounds));
        add(counter, {"a", "b"}, 1);
        add(counter, {"a", "b"}, 2.5);
        add(gauge, {}, 5);
        add(gauge, {}, -7);
        for (const double each : {0.05, 0.1, 0.5, 2.0})
            add(histogram, {}, each);
        CPPUNIT_ASSERT_EQUAL(std::string{"# HELP kopano_my_module_open Help.\n"
                                         "# TYPE kopano_my_module_open gauge\n"
                                         "kopano_my_module_open -2\n"
                                         "# HELP kopano_my_module_seconds Help.\n"
                                         "# TYPE kopano_my_module_seconds histogram\n"
                                         "kopano_my_module_seconds_bucket{le=\"0.1\"} 2\n"
                                         "kopano_my_module_seconds_bucket{le=\"1\"} 3\n"
                                         "kopano_my_module_seconds_bucket{le=\"+Inf\"} 4\n"
                                         "kopano_my_module_seconds_sum 2.65\n"
                                         "kopano_my_module_seconds_count 4\n"
                                         "# HELP kopano_my_module_sent_total Help.\n"
                                         "# TYPE kopano_my_module_sent_total counter\n"
                                         "kopano_my_module_sent_total{to=\"a\",how=\"b\"} 3.5\n"},
                             metrics.text());
        const std::array labels{kc::str("a"), kc::str("b")};
        const std::array others{kc::str("a"), kc::str("c")};
        CPPUNIT_ASSERT_EQUAL(3.5, counter.value(labels));
        CPPUNIT_ASSERT_EQUAL(0.0, counter.value(others));
        CPPUNIT_ASSERT_EQUAL(4.0, histogram.value({})); // observations
    }

    void escapesWhatCouldBreakTheText()
    {
        Registry metrics{kSilent};
        add(define(metrics, spec(KC_METRIC_GAUGE, "g", "l", {}, "a\\b\n\"c\"")),
            {"x\"y\\z\nw\xff\xc3\xbc"}, 1);
        CPPUNIT_ASSERT_EQUAL(
            std::string{"# HELP kopano_my_module_g a\\\\b\\n\"c\"\n"
                        "# TYPE kopano_my_module_g gauge\n"
                        "kopano_my_module_g{l=\"x\\\"y\\\\z\\nw\xef\xbf\xbd\xc3\xbc\"} 1\n"},
            metrics.text());
    }

    void refusesWhatMonitoringWouldNotRead()
    {
        Registry metrics{kSilent};
        kc_metric* made = nullptr;
        for (const kc_metric_spec& each :
             {spec(KC_METRIC_COUNTER, "sent"), spec(KC_METRIC_GAUGE, "sent_total"),
              spec(KC_METRIC_GAUGE, "x_count"), spec(KC_METRIC_GAUGE, "x_sum"),
              spec(KC_METRIC_GAUGE, "x_bucket"), spec(KC_METRIC_GAUGE, ""),
              spec(KC_METRIC_GAUGE, nullptr), spec(KC_METRIC_GAUGE, "1x"),
              spec(KC_METRIC_GAUGE, "A"), spec(KC_METRIC_GAUGE, "a-b"),
              spec(KC_METRIC_GAUGE, "g", "a b-c"), spec(KC_METRIC_GAUGE, "g", "__x"),
              spec(KC_METRIC_HISTOGRAM, "h", "le", kBounds),
              spec(KC_METRIC_HISTOGRAM, "h", "", kInfinite),
              spec(KC_METRIC_HISTOGRAM, "h", "", kFalling),
              spec(static_cast<kc_metric_kind>(0), "g")})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(each.name == nullptr ? "null" : each.name,
                                         kc_status{KC_EINVAL}, metrics.define("m", each, &made));
        CPPUNIT_ASSERT_EQUAL(std::string{}, metrics.text());
    }

    void refusesANameTwice()
    {
        Registry metrics{kSilent};
        kc_metric* made = nullptr;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK},
                             metrics.define("a-b", spec(KC_METRIC_GAUGE, "g"), &made));
        for (const char* module : {"a-b", "a_b"})
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_EEXISTS},
                                 metrics.define(module, spec(KC_METRIC_GAUGE, "g"), &made));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK},
                             metrics.define("c", spec(KC_METRIC_GAUGE, "g"), &made));
    }

    void readsAnOlderSpec()
    {
        Registry metrics{kSilent};
        kc_metric_spec older = spec(KC_METRIC_GAUGE, "g");
        older.size = offsetof(kc_metric_spec, labels);
        older.labels = reinterpret_cast<const char*>(1); // not there in the older struct
        add(define(metrics, older), {}, 1);
        CPPUNIT_ASSERT(metrics.text().ends_with("kopano_my_module_g 1\n"));
    }

    void countsBeyondTheLimitAsOther()
    {
        std::string told;
        Registry metrics{[&](const std::string& name) { told += name + " "; }};
        kc_metric& counter = define(metrics, spec(KC_METRIC_COUNTER, "x_total", "who what"));
        for (std::size_t i = 0; i < kc_metric::kCellLimit + 5; ++i)
            add(counter, {std::to_string(i), "w"}, 1);
        add(counter, {"0", "w"}, 1); // one of the first is still itself
        CPPUNIT_ASSERT_EQUAL(std::string{"kopano_my_module_x_total "}, told); // once
        const std::string text = metrics.text();
        CPPUNIT_ASSERT(text.find("{who=\"other\",what=\"other\"} 5\n") != std::string::npos);
        CPPUNIT_ASSERT(text.find("{who=\"0\",what=\"w\"} 2\n") != std::string::npos);
        CPPUNIT_ASSERT(text.find("{who=\"999\",what=\"w\"} 1\n") != std::string::npos);
        CPPUNIT_ASSERT(text.find("{who=\"1000\"") == std::string::npos);
    }

    void losesNothingWhenManyThreadsAdd()
    {
        constexpr int kThreads = 4;
        constexpr int kRounds = 20'000;
        Registry metrics{kSilent};
        kc_metric& counter = define(metrics, spec(KC_METRIC_COUNTER, "x_total", "l"));
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < kThreads; ++t)
                threads.emplace_back(
                    [&]
                    {
                        for (int i = 0; i < kRounds; ++i)
                            add(counter, {i % 2 == 0 ? "even" : "odd"}, 1);
                    });
        }
        const std::string text = metrics.text();
        const std::string half = std::to_string(kThreads * kRounds / 2) + "\n";
        for (const std::string& each : {"{l=\"even\"} " + half, "{l=\"odd\"} " + half})
            CPPUNIT_ASSERT_MESSAGE(text, text.find(each) != std::string::npos);
    }

    void ignoresWhatIsNoCount()
    {
        Registry metrics{kSilent};
        kc_metric& counter = define(metrics, spec(KC_METRIC_COUNTER, "x_total"));
        add(counter, {}, -1);
        add(counter, {}, std::numeric_limits<double>::quiet_NaN());
        add(counter, {"one label too many"}, 1);
        CPPUNIT_ASSERT(metrics.text().ends_with("kopano_my_module_x_total 0\n"));
    }

    void collectsBeforeRendering()
    {
        Registry metrics{kSilent};
        kc_metric& gauge = define(metrics, spec(KC_METRIC_GAUGE, "g", "l"));
        const kc_str label = kc::str("x");
        metrics.onRender([&] { gauge.set({&label, 1}, 1e300); });
        CPPUNIT_ASSERT(metrics.text().ends_with("kopano_my_module_g{l=\"x\"} 1e+300\n"));
    }

    void knowsUtf8()
    {
        struct Case
        {
            sv text;
            std::size_t length;
        };
        for (const Case& each :
             {Case{"", 0}, Case{"a\xff", 1}, Case{"\xc3\xbc", 2}, Case{"\xe2\x82\xac", 3},
              Case{"\xf0\x9f\x98\x80", 4}, Case{"\xf4\x8f\xbf\xbf", 4}, Case{"\xc3", 0},
              Case{"\xc3\x28", 0}, Case{"\x80", 0}, Case{"\xc0\x80", 0}, Case{"\xc1\xbf", 0},
              Case{"\xe0\x9f\xbf", 0}, Case{"\xed\xa0\x80", 0}, Case{"\xf0\x8f\xbf\xbf", 0},
              Case{"\xf4\x90\x80\x80", 0}, Case{"\xf5\x80\x80\x80", 0}, Case{"\xe2\x82", 0}})
            CPPUNIT_ASSERT_EQUAL(each.length, utf8Length(each.text));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RegistryTest);

} // namespace
