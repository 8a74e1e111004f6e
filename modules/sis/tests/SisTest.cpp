// SPDX-License-Identifier: Apache-2.0
// Put, refer, open: one copy of each content, and what a failure at any step leaves.
#include "SisGround.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>

using kc::Fault;
using namespace kc::sis;
using namespace kc::sis::test;

class SisTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SisTest);
    CPPUNIT_TEST(keepsOneCopyOfEachContent);
    CPPUNIT_TEST(everyContentComesBackOctetForOctet);
    CPPUNIT_TEST(knownAndNewContentDoTheSameWork);
    CPPUNIT_TEST(simultaneousPutsShareOneCopy);
    CPPUNIT_TEST(holderMayReferTwiceAndToSeveral);
    CPPUNIT_TEST(whatIsNotKnownIsNotFound);
    CPPUNIT_TEST(failureAtAnyStepOfAPutLeavesAWorkingStore);
    CPPUNIT_TEST(brokenWriteCannotBeCommitted);
    CPPUNIT_TEST(rolledBackDeliveryLeavesNoReference);
    CPPUNIT_TEST(lostOctetsAreTemporaryNotAbsent);
    CPPUNIT_TEST(aNewPutHealsLostOctets);
    CPPUNIT_TEST(damagedOctetsAreCorrupt);
    CPPUNIT_TEST_SUITE_END();

    SisGround _ground;

    void keepsOneCopyOfEachContent()
    {
        const std::string content = sample(200'000, Kind::Random, 1);
        for (kc_id holder = 1; holder <= 30; ++holder)
            (void)_ground.deliver(content, holder);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _ground.blobs.blobs.size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, _ground.rows());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{30}, _ground.refs());
        (void)_ground.deliver(content + "x", 31);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, _ground.blobs.blobs.size());
    }

    void everyContentComesBackOctetForOctet()
    {
        kc_id holder = 0;
        for (const std::size_t size : {0U, 1U, 65536U, 65537U, 1048576U})
            for (const Kind kind : kKinds)
            {
                ++holder;
                const std::string content = sample(size, kind, static_cast<unsigned>(holder));
                const kc_attachment attachment = _ground.deliver(content, holder);
                CPPUNIT_ASSERT_EQUAL(std::uint64_t{size}, attachment.octets);
                CPPUNIT_ASSERT(_ground.content(attachment) == content);
            }
    }

    void knownAndNewContentDoTheSameWork()
    {
        (void)_ground.deliver("known", 1);
        for (const char* content : {"known", "new"})
        {
            const int before = _ground.blobs.commits;
            (void)_ground.put(content);
            CPPUNIT_ASSERT_EQUAL(before + 1, _ground.blobs.commits.load());
        }
    }

    void simultaneousPutsShareOneCopy()
    {
        std::vector<kc_attachment> puts(16);
        {
            std::vector<std::jthread> threads;
            for (kc_attachment& mine : puts)
                threads.emplace_back([&] { mine = _ground.put("the same"); });
        }
        for (std::size_t i = 0; i < puts.size(); ++i)
            CPPUNIT_ASSERT(_ground.refer(puts[i], static_cast<kc_id>(i + 1)).ok());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _ground.blobs.blobs.size());
        CPPUNIT_ASSERT(_ground.content(puts[0]) == "the same");
    }

    void holderMayReferTwiceAndToSeveral()
    {
        const kc_attachment a = _ground.deliver("a", 1);
        CPPUNIT_ASSERT(_ground.refer(a, 1).ok());
        (void)_ground.deliver("b", 1);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, _ground.refs());
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, _ground.refs());
    }

    void whatIsNotKnownIsNotFound()
    {
        kc::Context context = _ground.context();
        kc_reader reader{};
        CPPUNIT_ASSERT(_ground.sis().open(context, std::string(32, 'x'), reader) ==
                       kc::Status{KC_ENOTFOUND});
        for (const std::size_t wrong : {0U, 31U, 33U})
            CPPUNIT_ASSERT(_ground.sis().open(context, std::string(wrong, 'x'), reader) ==
                           kc::Status{KC_EINVAL});
    }

    void failureAtAnyStepOfAPutLeavesAWorkingStore()
    {
        const std::string content = sample(200'000, Kind::Text, 2);
        int failures = 0;
        for (int step = 0; step < 20; ++step)
        {
            _ground.blobs.failAt = step;
            const kc_code code = faultOf([&] { (void)_ground.deliver(content, step + 1); });
            CPPUNIT_ASSERT(code == KC_OK || code == KC_EUNAVAIL);
            failures += code != KC_OK ? 1 : 0;
            _ground.blobs.failAt = std::numeric_limits<int>::max();
            CPPUNIT_ASSERT_EQUAL(0, _ground.blobs.uploads.load());
            CPPUNIT_ASSERT(_ground.content(_ground.deliver(content, 1000 + step)) == content);
        }
        CPPUNIT_ASSERT(failures >= 4);
        now += 3 * kGrace;
        (void)_ground.sweep();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _ground.blobs.blobs.size());
    }

    void brokenWriteCannotBeCommitted()
    {
        kc::Context context = _ground.context();
        const auto upload = _ground.sis().begin(context);
        const std::string content = sample(300'000, Kind::Random, 3);
        _ground.blobs.failAt = 0;
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, faultOf([&] { upload->write(context, content); }));
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, faultOf([&] { upload->write(context, content); }));
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL,
                             faultOf([&] { (void)_ground.sis().commit(context, *upload); }));
        CPPUNIT_ASSERT(_ground.blobs.blobs.empty());
    }

    void rolledBackDeliveryLeavesNoReference()
    {
        const kc_attachment attachment = _ground.put("x");
        CPPUNIT_ASSERT_EQUAL(KC_EQUOTA, _ground.refer(attachment, 1, KC_EQUOTA).code());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, _ground.refs());
        CPPUNIT_ASSERT(!_ground.content(attachment));
        CPPUNIT_ASSERT(_ground.refer(attachment, 1).ok());
        CPPUNIT_ASSERT(_ground.content(attachment) == "x");
    }

    void lostOctetsAreTemporaryNotAbsent()
    {
        const kc_attachment attachment = _ground.deliver("lost", 1);
        _ground.blobs.blobs.clear();
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, faultOf([&] { (void)_ground.content(attachment); }));
    }

    void aNewPutHealsLostOctets()
    {
        const std::string content = sample(5'000, Kind::Random, 4);
        const kc_attachment first = _ground.deliver(content, 1);
        _ground.blobs.blobs.clear();
        (void)_ground.deliver(content, 2);
        CPPUNIT_ASSERT(_ground.content(first) == content);
        _ground.blobs.blobs.begin()->second.resize(100);
        (void)_ground.deliver(content, 3);
        CPPUNIT_ASSERT(_ground.content(first) == content);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, _ground.rows());
    }

    void damagedOctetsAreCorrupt()
    {
        for (const Kind kind : {Kind::Random, Kind::Text})
        {
            const kc_attachment attachment = _ground.deliver(sample(5'000, kind, 5), 1);
            for (auto& [name, octets] : _ground.blobs.blobs)
                octets[octets.size() / 2] = static_cast<char>(octets[octets.size() / 2] ^ 1);
            CPPUNIT_ASSERT_EQUAL(KC_ECORRUPT, faultOf([&] { (void)_ground.content(attachment); }));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SisTest);
