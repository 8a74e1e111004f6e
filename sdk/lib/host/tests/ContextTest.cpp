// SPDX-License-Identifier: Apache-2.0
// Arena, call context and registry.

#include <cppunit/extensions/HelperMacros.h>
#include <cstdint>
#include <cstring>
#include <kc/host/CallContext.h>
#include <kc/host/Registry.h>

using namespace kc::host;

namespace
{

class ContextTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ContextTest);
    CPPUNIT_TEST(allocatesAlignedAndApart);
    CPPUNIT_TEST(stopsAtTheLimit);
    CPPUNIT_TEST(keepsTheFirstErrorText);
    CPPUNIT_TEST(actsForNobodyUntilItIsTold);
    CPPUNIT_TEST(findsByPriorityAndModule);
    CPPUNIT_TEST(writesNoMoreThanTheCallersStruct);
    CPPUNIT_TEST_SUITE_END();

public:
    void allocatesAlignedAndApart()
    {
        Arena arena;
        char* last = nullptr;
        for (const std::size_t n : {1UL, 3UL, 40'000UL, 16UL, 0UL, 40'000UL, 70'000UL, 8UL})
        {
            char* const piece = static_cast<char*>(arena.allocate(n));
            CPPUNIT_ASSERT(piece != nullptr && piece != last);
            CPPUNIT_ASSERT_EQUAL(std::uintptr_t{0}, reinterpret_cast<std::uintptr_t>(piece) %
                                                        alignof(std::max_align_t));
            std::memset(piece, 'x', n); // ASan sees a piece that is too small
            last = piece;
        }
    }

    void stopsAtTheLimit()
    {
        Arena arena;
        CPPUNIT_ASSERT(arena.allocate(Arena::kLimitBytes + 1) == nullptr);
        CPPUNIT_ASSERT(arena.allocate(SIZE_MAX) == nullptr);
        std::size_t got = 0;
        while (arena.allocate(1024 * 1024) != nullptr)
            got += 1024 * 1024;
        CPPUNIT_ASSERT_EQUAL(Arena::kLimitBytes, got);
        CPPUNIT_ASSERT(arena.allocate(1) == nullptr);
    }

    void keepsTheFirstErrorText()
    {
        kc_ctx context{"a-trace-id-that-is-longer-than-there-is-room-for"};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUSY}, context.fail(KC_EBUSY, "first"));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG}, context.fail(KC_EBUG, "second"));
        CPPUNIT_ASSERT_EQUAL(std::string{"first"}, context.errorText(KC_EBUG));
        CPPUNIT_ASSERT_EQUAL(std::string{"no reason given (status -200)"},
                             context.errorText(KC_EBUG));
        CPPUNIT_ASSERT_EQUAL(std::size_t{32}, context.trace().size());
        std::atomic<bool> cancelled{true};
        CPPUNIT_ASSERT(!context.cancelled());
        CPPUNIT_ASSERT((kc_ctx{"", 0, &cancelled}.cancelled()));
    }

    void actsForNobodyUntilItIsTold()
    {
        const kc_host host = contextHost(nullptr);
        CPPUNIT_ASSERT(KC_HAS(&host, actor) && KC_HAS(&host, act_as));
        kc_ctx first, second;
        const kc::Context context{&host, &first};
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, context.actor());
        context.actAs(7);
        CPPUNIT_ASSERT_EQUAL(kc_id{7}, context.actor());
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, (kc::Context{&host, &second}.actor()));
        context.actAs(0);
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, context.actor());
    }

    static kc_service service(const char* module)
    {
        return {sizeof(kc_service), module, nullptr, module};
    }

    void findsByPriorityAndModule()
    {
        Registry registry;
        registry.add("x/1", service("low"), 50);
        registry.add("x/1", service("high"), 200);
        registry.add("x/1", service("middle"), 100);
        registry.add("x/1", service("middle2"), 100);
        kc_service found = service("");
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, registry.find("x/1", {}, found));
        CPPUNIT_ASSERT_EQUAL(std::string{"high"}, std::string{found.module});
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, registry.find("x/1", "low", found));
        CPPUNIT_ASSERT_EQUAL(std::string{"low"}, std::string{found.module});
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ENOTFOUND}, registry.find("x/1", "none", found));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ENOTFOUND}, registry.find("y/1", {}, found));
        std::string order;
        const kc_sink sink{[](void* arg, const void* row) -> kc_status
                           {
                               auto& text = *static_cast<std::string*>(arg);
                               text += static_cast<const kc_service*>(row)->module;
                               text += ' ';
                               return text.size() > 15 ? KC_STOP : KC_OK;
                           },
                           &order};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, registry.each("x/1", sink));
        CPPUNIT_ASSERT_EQUAL(std::string{"high middle middle2 "}, order);
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, registry.find("x/1", {}, found));
        registry.remove(found.module);
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, registry.find("x/1", {}, found));
        CPPUNIT_ASSERT_EQUAL(std::string{"middle"}, std::string{found.module});
    }

    void writesNoMoreThanTheCallersStruct()
    {
        Registry registry;
        registry.add("x/1", service("m"), 1);
        kc_service older{offsetof(kc_service, module), nullptr, nullptr, "untouched"};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, registry.find("x/1", {}, older));
        CPPUNIT_ASSERT_EQUAL(std::string{"untouched"}, std::string{older.module});
        CPPUNIT_ASSERT(older.table != nullptr);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ContextTest);

} // namespace
