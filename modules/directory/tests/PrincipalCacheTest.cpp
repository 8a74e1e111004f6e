// SPDX-License-Identifier: Apache-2.0
#include "Principal.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::directory
{

class PrincipalCacheTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(PrincipalCacheTest);
    CPPUNIT_TEST(findsUntilTheLifetimeEnds);
    CPPUNIT_TEST(dropsWhatWasReadBeforeAClear);
    CPPUNIT_TEST(staysWithinItsMemory);
    CPPUNIT_TEST(keepsWhatIsUsed);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override { _cache.setLimits({64 * 1024, std::chrono::seconds{60}}); }

    void findsUntilTheLifetimeEnds()
    {
        _cache.insert("1ann", principal(3), 0, _now);
        CPPUNIT_ASSERT(_cache.find("1ann", _now + std::chrono::milliseconds{59'999}));
        CPPUNIT_ASSERT(!_cache.find("1ann", _now + std::chrono::seconds{60}));
        CPPUNIT_ASSERT(!_cache.find("2ann", _now));
    }

    void dropsWhatWasReadBeforeAClear()
    {
        const std::uint64_t before = _cache.generation();
        _cache.insert("1ann", principal(3), before, _now);
        _cache.clear();
        CPPUNIT_ASSERT(!_cache.find("1ann", _now));
        _cache.insert("1ann", principal(3), before, _now);
        CPPUNIT_ASSERT(!_cache.find("1ann", _now));
        _cache.insert("1ann", principal(3), _cache.generation(), _now);
        CPPUNIT_ASSERT(_cache.find("1ann", _now));
    }

    void staysWithinItsMemory()
    {
        const std::size_t each = principal(3)->octets();
        std::size_t kept = 0;
        for (kc_id id = 3; id < 1003; ++id)
            _cache.insert(std::to_string(id), principal(id), 0, _now);
        for (kc_id id = 3; id < 1003; ++id)
            kept += _cache.find(std::to_string(id), _now) ? 1 : 0;
        CPPUNIT_ASSERT(kept > 0 && kept * each <= 64 * 1024);
    }

    void keepsWhatIsUsed()
    {
        _cache.insert("used", principal(3), 0, _now);
        for (kc_id id = 4; id < 1004; ++id)
        {
            _cache.insert(std::to_string(id), principal(id), 0, _now);
            CPPUNIT_ASSERT(_cache.find("used", _now));
        }
        CPPUNIT_ASSERT(!_cache.find("4", _now));
    }

private:
    static PrincipalPtr principal(kc_id id)
    {
        kc_user user{};
        user.size = sizeof user;
        return std::make_shared<const Principal>(Shown{id, 0, "", "", "", "", true},
                                                 UserFields{user});
    }

    const PrincipalCache::Clock::time_point _now{std::chrono::hours{1000}};
    PrincipalCache _cache;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrincipalCacheTest);

} // namespace kc::directory
