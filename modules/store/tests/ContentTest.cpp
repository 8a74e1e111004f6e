// SPDX-License-Identifier: Apache-2.0
// A message that was taken in comes out as it was, octet for octet.
#include "ContentSource.h"
#include "Intake.h"
#include "MemoryAttachments.h"
#include "Messages.h"

#include <kc/mime/Summary.h>
#include <kc/test/fake_kernel.hpp>

#include <cppunit/extensions/HelperMacros.h>
#include <random>

using namespace kc::store;
using namespace kc::store::test;
using kc::sv;

class ContentTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ContentTest);
    CPPUNIT_TEST(everyMessageComesBackAsItWas);
    CPPUNIT_TEST(everyMessageComesBackFromAnyOffset);
    CPPUNIT_TEST(everyMessageComesBackWithoutAnAttachmentStore);
    CPPUNIT_TEST(attachmentIsKeptDecodedWhenItCanBeMadeAgain);
    CPPUNIT_TEST(attachmentOfBrokenLayoutIsKeptAsItIs);
    CPPUNIT_TEST(partBelowTheThresholdIsInline);
    CPPUNIT_TEST(sameAttachmentIsReferredToOnce);
    CPPUNIT_TEST(longInlineTextTakesLittleMemory);
    CPPUNIT_TEST(damagedLongInlineTextIsAFault);
    CPPUNIT_TEST(inlineTextAndNumberOfPiecesAreBounded);
    CPPUNIT_TEST(intakeIsAsNewAfterEachMessage);
    CPPUNIT_TEST(readerThatEndsEarlyIsAFault);
    CPPUNIT_TEST(tooLargeAMessageIsAnOutcome);
    CPPUNIT_TEST(missingAttachmentIsAFaultNotAShorterMessage);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::uint64_t kThreshold = 16 * 1024;

    kc::test::FakeKernel _kernel;
    kc::Context _context = _kernel.context();
    MemoryAttachments _attachments;
    Intake _intake;

    void take(sv message, kc::AttachStore* attachments, std::size_t step = SIZE_MAX)
    {
        TextReader reader{message, step};
        const kc_reader raw = reader.raw();
        CPPUNIT_ASSERT(_intake.take(_context, raw, attachments, kThreshold).ok());
    }

    kc::Reader source(kc::AttachStore* attachments)
    {
        Layout layout = Layout::decode(_intake.content().layout).value();
        Decompressor decompressor;
        InlineText text{layout, std::string{_intake.content().body}, decompressor};
        return kc::Reader{kc::ReadSource::release(std::make_unique<ContentSource>(
            _kernel.host(), attachments, std::move(layout), std::move(text)))};
    }

    std::string readAll(kc::Reader& reader)
    {
        std::string text(reader.length() + 1, '\0');
        text.resize(reader.read(_context, text));
        return text;
    }

    Layout layout() { return Layout::decode(_intake.content().layout).value(); }

    void everyMessageComesBackAsItWas()
    {
        for (const Sample& sample : samples())
        {
            take(sample.text, &_attachments, 7777);
            kc::Reader reader = source(&_attachments);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(sample.name, std::uint64_t{sample.text.size()},
                                         reader.length());
            CPPUNIT_ASSERT_MESSAGE(sample.name, readAll(reader) == sample.text);
            const auto summary = kc::mime::SummaryView::parse(_intake.content().summary);
            CPPUNIT_ASSERT_MESSAGE(sample.name, summary && summary->size == sample.text.size());
        }
    }

    void everyMessageComesBackFromAnyOffset()
    {
        std::mt19937 random{1};
        for (const Sample& sample : samples())
        {
            take(sample.text, &_attachments);
            kc::Reader reader = source(&_attachments);
            for (int i = 0; i < 60; ++i)
            {
                const std::size_t from = random() % (sample.text.size() + 2);
                const std::size_t length = i % 2 == 0 ? random() % 100 : random() % 200'000;
                reader.seek(_context, from);
                std::string part(length, '\0');
                part.resize(reader.read(_context, part));
                CPPUNIT_ASSERT_MESSAGE(
                    sample.name + " from " + std::to_string(from),
                    part == sample.text.substr(std::min(from, sample.text.size()), length));
            }
        }
    }

    void everyMessageComesBackWithoutAnAttachmentStore()
    {
        for (const Sample& sample : samples())
        {
            take(sample.text, nullptr);
            CPPUNIT_ASSERT(_intake.content().attachments.empty());
            kc::Reader reader = source(nullptr);
            CPPUNIT_ASSERT_MESSAGE(sample.name, readAll(reader) == sample.text);
        }
    }

    void attachmentIsKeptDecodedWhenItCanBeMadeAgain()
    {
        const std::string file = noise(30'000, 5);
        take(mixedMessage({base64(file)}), &_attachments);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _attachments.content.size());
        CPPUNIT_ASSERT(_attachments.content.begin()->second == file);
        CPPUNIT_ASSERT(_intake.content().body.size() < 1000);
        take(mixedMessage({base64(file, 60, "\n")}, "base64", "\n"), &_attachments);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _attachments.content.size());
    }

    void attachmentOfBrokenLayoutIsKeptAsItIs()
    {
        std::string body = base64(noise(30'000, 5));
        body[1000] = ' ';
        take(mixedMessage({body}), &_attachments);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _attachments.content.size());
        CPPUNIT_ASSERT(_attachments.content.begin()->second == body);
    }

    void partBelowTheThresholdIsInline()
    {
        take(mixedMessage({std::string(kThreshold - 1, 'a')}, "7bit"), &_attachments);
        CPPUNIT_ASSERT(_attachments.content.empty() && layout().pieces.empty());
        take(mixedMessage({std::string(kThreshold, 'a')}, "7bit"), &_attachments);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, layout().pieces.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _attachments.content.size());
    }

    void sameAttachmentIsReferredToOnce()
    {
        take(mixedMessage({base64(noise(30'000, 1)), base64(noise(30'000, 1))}), &_attachments);
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, layout().pieces.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _intake.content().attachments.size());
    }

    /// As it is stored.
    struct Long
    {
        Layout layout;
        std::string frame;
    };

    static Long longText()
    {
        Long made{{true, 0, {}}, {}};
        const std::string text = plainMessage(3'000'000);
        made.layout.inlineOctets = text.size();
        CPPUNIT_ASSERT(Compressor{}.shrink(text, made.frame));
        return made;
    }

    void longInlineTextTakesLittleMemory()
    {
        const auto [layout, frame] = longText();
        Decompressor decompressor;
        InlineText text{layout, frame, decompressor};
        CPPUNIT_ASSERT_EQUAL(layout.inlineOctets, text.length());
        CPPUNIT_ASSERT(InlineText::octets(layout, frame.size()) < layout.inlineOctets);
        const std::string whole = plainMessage(3'000'000);
        std::string part(10'000, '\0');
        for (const std::uint64_t offset : {0U, 10'000U, 2'995'000U, 5U, 700'000U})
        {
            const std::size_t got = text.read(offset, part);
            CPPUNIT_ASSERT(sv{part}.substr(0, got) == sv{whole}.substr(offset, part.size()));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, text.read(layout.inlineOctets, part));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, text.read(UINT64_MAX, part));
    }

    void damagedLongInlineTextIsAFault()
    {
        const auto [layout, frame] = longText();
        Decompressor decompressor;
        const auto readAllOf = [&](std::string damaged)
        {
            InlineText text{layout, std::move(damaged), decompressor};
            std::string whole(layout.inlineOctets, '\0');
            (void)text.read(0, whole);
        };
        readAllOf(frame);
        CPPUNIT_ASSERT_THROW(readAllOf(frame.substr(0, frame.size() / 2)), kc::Fault);
        std::string shorter = frame;
        shorter[6] ^= 1; // the size that it says
        CPPUNIT_ASSERT_THROW(readAllOf(shorter), kc::Fault);
    }

    void inlineTextAndNumberOfPiecesAreBounded()
    {
        for (const Sample& sample : samples())
        {
            take(sample.text, &_attachments);
            CPPUNIT_ASSERT_MESSAGE(sample.name, layout().inlineOctets <= kMaxInline);
            CPPUNIT_ASSERT_MESSAGE(sample.name, layout().pieces.size() <= kMaxPieces + 2);
        }
    }

    void intakeIsAsNewAfterEachMessage()
    {
        take(mixedMessage({base64(noise(2'000'000, 1))}), &_attachments);
        const std::string plain = plainMessage(2000);
        take(plain, &_attachments);
        CPPUNIT_ASSERT(_intake.content().attachments.empty() && layout().pieces.empty());
        const std::string body{_intake.content().body}, summary{_intake.content().summary};
        Intake other;
        TextReader reader{plain};
        const kc_reader raw = reader.raw();
        CPPUNIT_ASSERT(other.take(_context, raw, &_attachments, kThreshold).ok());
        CPPUNIT_ASSERT(other.content().body == body && other.content().summary == summary);
    }

    void readerThatEndsEarlyIsAFault()
    {
        static constexpr kc_reader_ops kOps{
            sizeof(kc_reader_ops),
            [](void*, kc_ctx*, char*, std::size_t, std::size_t* got)
            {
                *got = 0;
                return kc_status{KC_OK};
            },
            [](void*, kc_ctx*, std::uint64_t) { return kc_status{KC_OK}; },
            [](void*) { return std::uint64_t{5'000'000}; }, [](void*) {}};
        const kc_reader raw{&kOps, nullptr};
        CPPUNIT_ASSERT_THROW((void)_intake.take(_context, raw, nullptr, kThreshold), kc::Fault);
    }

    void tooLargeAMessageIsAnOutcome()
    {
        static constexpr kc_reader_ops kOps{sizeof(kc_reader_ops), nullptr, nullptr,
                                            [](void*) { return kMaxMessageOctets + 1; },
                                            [](void*) {}};
        const kc_reader raw{&kOps, nullptr};
        CPPUNIT_ASSERT(_intake.take(_context, raw, &_attachments, kThreshold) == KC_ETOOBIG);
    }

    void missingAttachmentIsAFaultNotAShorterMessage()
    {
        take(mixedMessage({base64(noise(30'000, 5))}), &_attachments);
        std::string& stored = _attachments.content.begin()->second;
        stored.resize(stored.size() - 1);
        kc::Reader cut = source(&_attachments);
        CPPUNIT_ASSERT_THROW(readAll(cut), kc::Fault);
        _attachments.content.clear();
        kc::Reader missing = source(&_attachments);
        CPPUNIT_ASSERT_THROW(readAll(missing), kc::Fault);
        CPPUNIT_ASSERT_THROW(source(nullptr), kc::Fault);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ContentTest);
