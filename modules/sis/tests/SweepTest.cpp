// SPDX-License-Identifier: Apache-2.0
// What the sweep removes, and above all what it does not.
#include "SisGround.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::sis;
using namespace kc::sis::test;

class SweepTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SweepTest);
    CPPUNIT_TEST(keepsWhatOneHolderStillRefersTo);
    CPPUNIT_TEST(freesWhatNothingRefersToAfterTheGrace);
    CPPUNIT_TEST(aNewReferenceRescuesAMarkedCopy);
    CPPUNIT_TEST(aPutBeforeTheSweepMayReferAfterIt);
    CPPUNIT_TEST(aPutOfAMarkedContentMayReferAfterTheSweep);
    CPPUNIT_TEST(anAttachmentHeldTooLongIsRefused);
    CPPUNIT_TEST(removesOrphansOnlyWhenOld);
    CPPUNIT_TEST(leavesForeignNamesAlone);
    CPPUNIT_TEST(removesNothingWhenItCannotTell);
    CPPUNIT_TEST(crashBetweenRowAndOctetsLeavesAnOrphanThatGoes);
    CPPUNIT_TEST(aPutAfterTheRemovalIsANewGeneration);
    CPPUNIT_TEST(sweepsMoreThanOneTransactionTakes);
    CPPUNIT_TEST_SUITE_END();

    SisGround _ground;

    void keepsWhatOneHolderStillRefersTo()
    {
        const kc_attachment attachment = _ground.deliver("shared", 1);
        for (kc_id holder = 2; holder <= 30; ++holder)
            (void)_ground.deliver("shared", holder);
        for (kc_id holder = 2; holder <= 30; ++holder)
            CPPUNIT_ASSERT(_ground.unrefer(holder).ok());
        now += 10 * kGrace;
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, _ground.sweep().octets);
        CPPUNIT_ASSERT(_ground.content(attachment) == "shared");
    }

    void freesWhatNothingRefersToAfterTheGrace()
    {
        const std::string content = sample(50'000, Kind::Random, 1);
        const kc_attachment attachment = _ground.deliver(content, 1);
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        now += kGrace;
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, _ground.sweep().octets);
        CPPUNIT_ASSERT(_ground.content(attachment) == content);
        now += Milliseconds{1};
        const Swept swept = _ground.sweep();
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, swept.copies);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{content.size()}, swept.octets);
        CPPUNIT_ASSERT(!_ground.content(attachment));
        CPPUNIT_ASSERT(_ground.blobs.blobs.empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, _ground.rows());
    }

    void aNewReferenceRescuesAMarkedCopy()
    {
        (void)_ground.deliver("x", 1);
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        now += kGrace / 2;
        const kc_attachment attachment = _ground.deliver("x", 2);
        now += 10 * kGrace;
        (void)_ground.sweep();
        CPPUNIT_ASSERT(_ground.content(attachment) == "x");
    }

    void aPutBeforeTheSweepMayReferAfterIt()
    {
        (void)_ground.deliver("x", 1);
        const kc_attachment known = _ground.put("x"); // while somebody still refers to it
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        now += kGrace;
        (void)_ground.sweep();
        CPPUNIT_ASSERT(_ground.refer(known, 2).ok());
        CPPUNIT_ASSERT(_ground.content(known) == "x");
    }

    void aPutOfAMarkedContentMayReferAfterTheSweep()
    {
        (void)_ground.deliver("x", 1);
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        now += kGrace; // not one millisecond is left to the marked row
        const kc_attachment second = _ground.put("x");
        now += Milliseconds{1};
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, _ground.sweep().copies);
        CPPUNIT_ASSERT(_ground.refer(second, 2).ok());
        CPPUNIT_ASSERT(_ground.content(second) == "x");
    }

    void anAttachmentHeldTooLongIsRefused()
    {
        const kc_attachment fresh = _ground.put("x");
        (void)_ground.deliver("y", 1);
        const kc_attachment known = _ground.put("y");
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        now += kGrace + Milliseconds{1};
        (void)_ground.sweep();
        const auto refer = [&](const kc_attachment& attachment)
        { return faultOf([&] { (void)_ground.refer(attachment, 2); }); };
        CPPUNIT_ASSERT_EQUAL(KC_EBUSY, refer(fresh));
        CPPUNIT_ASSERT_EQUAL(KC_EBUSY, refer(known));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, _ground.refs());
    }

    void removesOrphansOnlyWhenOld()
    {
        (void)_ground.put("never referred to");
        now += 2 * kGrace;
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, _ground.sweep().orphans);
        now += std::chrono::seconds{1};
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, _ground.sweep().orphans);
        CPPUNIT_ASSERT(_ground.blobs.blobs.empty());
        // An old name on a new file, as after restoring a backup, is not old yet.
        const std::string name = blobName(std::string(32, 'a'), makeGeneration(now - 10 * kGrace));
        _ground.blobs.blobs[name] = "restored";
        _ground.blobs.modified[name] = now;
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, _ground.sweep().orphans);
    }

    void leavesForeignNamesAlone()
    {
        for (const char* name : {"notes.txt", "0123"})
        {
            _ground.blobs.blobs[name] = "not ours";
            _ground.blobs.modified[name] = Milliseconds{0};
        }
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, _ground.sweep().orphans);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, _ground.blobs.blobs.size());
    }

    void removesNothingWhenItCannotTell()
    {
        const kc_attachment kept = _ground.deliver("kept", 1);
        const kc_attachment orphan = _ground.put("orphan");
        now += 10 * kGrace;
        int failures = 0;
        for (int step = 0; step < 5; ++step)
        {
            SisGround::failSqlAt = step;
            const bool failed = faultOf([&] { (void)_ground.sweep(); }) == KC_EUNAVAIL;
            SisGround::failSqlAt = SisGround::kNever;
            CPPUNIT_ASSERT(_ground.content(kept) == "kept");
            CPPUNIT_ASSERT_EQUAL(std::size_t{failed ? 2U : 1U}, _ground.blobs.blobs.size());
            failures += failed ? 1 : 0;
        }
        CPPUNIT_ASSERT_EQUAL(3, failures); // marked rows, snapshot, proof
        CPPUNIT_ASSERT_EQUAL(KC_EBUSY, faultOf([&] { (void)_ground.refer(orphan, 2); }));
    }

    void crashBetweenRowAndOctetsLeavesAnOrphanThatGoes()
    {
        (void)_ground.deliver("x", 1);
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        now += 3 * kGrace;
        _ground.blobs.failAt = 0; // the removal of the octets, after the row is gone
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, faultOf([&] { (void)_ground.sweep(); }));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, _ground.rows());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _ground.blobs.blobs.size());
        _ground.blobs.failAt = std::numeric_limits<int>::max();
        _ground.reopen();
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, _ground.sweep().orphans);
        CPPUNIT_ASSERT(_ground.blobs.blobs.empty());
    }

    void aPutAfterTheRemovalIsANewGeneration()
    {
        const kc_attachment first = _ground.deliver("x", 1);
        CPPUNIT_ASSERT(_ground.unrefer(1).ok());
        now += 3 * kGrace;
        (void)_ground.sweep();
        const kc_attachment second = _ground.deliver("x", 2);
        CPPUNIT_ASSERT(first.generation != second.generation);
        // A removal that comes late takes nothing of it.
        kc::Context context = _ground.context();
        const kc::sv digest{reinterpret_cast<const char*>(first.digest), kDigestOctets};
        (void)_ground.blobs.remove(context, blobName(digest, first.generation));
        CPPUNIT_ASSERT(_ground.content(second) == "x");
    }

    void sweepsMoreThanOneTransactionTakes()
    {
        constexpr kc_id kMany = 450;
        for (kc_id holder = 1; holder <= kMany; ++holder)
        {
            (void)_ground.deliver("content " + std::to_string(holder), holder);
            CPPUNIT_ASSERT(_ground.unrefer(holder).ok());
        }
        now += kGrace + Milliseconds{1};
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{kMany}, _ground.sweep().copies);
        CPPUNIT_ASSERT(_ground.blobs.blobs.empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SweepTest);
