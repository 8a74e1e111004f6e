// SPDX-License-Identifier: Apache-2.0
// Reads real messages with this library and with GMime and compares what they see: types and
// nesting of parts, lengths, subject, senders, file names. Every difference needs a row in
// GmimeRules.h that says why we are right or may differ; a row that explains nothing fails too.
#include "GmimeRules.h"
#include "GmimeView.h"

#include <kc/mime/Scanner.h>
#include <kc/mime/TransferDecoder.h>
#include <kc/text/HeaderText.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

using namespace kc;
using text::test::MessageView;

namespace
{

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c)
                   { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return text;
}

std::string typeOf(const mime::Part& part)
{
    if (part.contentType)
        return lowered(part.contentType->type + "/" + part.contentType->subtype);
    return part.inDigest ? "message/rfc822" : "text/plain";
}

std::string fromOf(const mime::Structure& structure)
{
    std::string text;
    for (const auto& written :
         mime::parseAddressList(structure.envelopes[0].from.value_or(std::string{})))
    {
        if (written.kind != mime::AddressKind::Mailbox)
            continue;
        const auto address = text::decodeAddress(written);
        text += address.name + " <" + address.mailbox;
        text += (address.host.empty() ? "" : "@" + address.host) + ">\n";
    }
    return text;
}

MessageView viewOf(std::string_view message)
{
    const mime::Structure structure = mime::scan(message);
    MessageView view;
    view.subject = text::decodeHeader(structure.envelopes[0].subject.value_or(std::string{}));
    view.from = fromOf(structure);
    for (const mime::Part& part : structure.parts)
    {
        view.types += std::string(part.depth, ' ') + typeOf(part) + "\n";
        // A multipart without parts is a leaf with octets here, and has none for GMime.
        if (part.kind != mime::PartKind::Leaf || typeOf(part).starts_with("multipart/"))
            continue;
        view.lengths += std::to_string(part.body().size()) + "\n";
        std::string decoded;
        mime::TransferDecoder decoder{part.encoding};
        decoder.feed(message.substr(part.bodyStart, part.body().size()), decoded);
        decoder.finish(decoded);
        view.decoded += text::test::digest(decoded) + "\n";
        view.names += text::fileName(part).value_or("-") + "\n";
    }
    return view;
}

// GMime leaves the blanks and line breaks of folding in phrases and unstructured texts.
std::string withSpaces(std::string text)
{
    std::replace(text.begin(), text.end(), '\t', ' ');
    return text;
}

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

class GmimeTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(GmimeTest);
    CPPUNIT_TEST(seesWhatGmimeSees);
    CPPUNIT_TEST_SUITE_END();

    std::string _unexplained;
    std::set<std::string> _unused;
    std::size_t _compared = 0;

    void compare(const std::string& file, const std::string& aspect, const std::string& ours,
                 const std::string& theirs)
    {
        ++_compared;
        if (ours == theirs)
            return;
        for (const auto& rule : text::test::kGmimeRules)
            if (rule.file == file && rule.aspect == aspect)
            {
                _unused.erase(file + " " + aspect);
                return;
            }
        _unexplained += file + " " + aspect + "\n ours:   " + ours + "\n theirs: " + theirs + "\n";
    }

    void compareMessage(const std::string& file, const std::string& message)
    {
        const MessageView ours = viewOf(message);
        const MessageView theirs = text::test::gmimeView(message);
        compare(file, "subject", ours.subject, withSpaces(theirs.subject));
        compare(file, "from", ours.from, theirs.from);
        compare(file, "types", ours.types, theirs.types);
        if (ours.types != theirs.types)
            return; // the rest tells about other parts
        compare(file, "lengths", ours.lengths, theirs.lengths);
        if (ours.lengths == theirs.lengths)
            compare(file, "decoded", ours.decoded, theirs.decoded);
        compare(file, "names", ours.names, theirs.names);
    }

public:
    void seesWhatGmimeSees()
    {
        const std::filesystem::path folder = KC_SHARED_CORPORA;
        if (!std::filesystem::is_directory(folder))
        {
            std::cout << "skipped: no " << folder.string() << " ";
            return;
        }
        for (const auto& rule : text::test::kGmimeRules)
            _unused.insert(std::string(rule.file) + " " + std::string(rule.aspect));
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        {
            const std::string name = entry.path().filename().string();
            const bool isAbout = name.starts_with("LICENSE") || name.starts_with("SOURCE");
            if (entry.is_regular_file() && !isAbout)
                compareMessage(entry.path().lexically_relative(folder).string(),
                               readFile(entry.path()));
        }
        CPPUNIT_ASSERT_EQUAL(std::string(), _unexplained);
        CPPUNIT_ASSERT_EQUAL(std::string(), _unused.empty() ? std::string() : *_unused.begin());
        CPPUNIT_ASSERT(_compared > 1000);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(GmimeTest);
