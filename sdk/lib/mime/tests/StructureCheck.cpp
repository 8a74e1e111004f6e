// SPDX-License-Identifier: Apache-2.0
#include "StructureCheck.h"

#include <algorithm>

namespace kc::mime::test
{

namespace
{

std::string_view cut(std::string_view message, OctetRange range)
{
    return message.substr(range.begin, range.size());
}

std::uint64_t feeds(std::string_view text)
{
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string whyLinksBroken(const Structure& structure, PartIndex index)
{
    const Part& part = structure.parts[index];
    const Part& parent = structure.parts[part.parent];
    if (part.parent >= index || part.depth != parent.depth + 1)
        return "parent or depth";
    if (part.number == 1 ? parent.firstChild != index : parent.kind != PartKind::Multipart)
        return "first child or number";
    if (part.headerStart < parent.bodyStart || part.bodyEnd > parent.bodyEnd)
        return "child outside of its parent";
    if (parent.kind == PartKind::Message &&
        (part.headerStart != parent.bodyStart || part.bodyEnd != parent.bodyEnd))
        return "embedded message is not the whole body";
    if (part.nextSibling != kNoPart)
    {
        const Part& next = structure.parts[part.nextSibling];
        if (next.parent != part.parent || next.number != part.number + 1 ||
            next.headerStart < part.bodyEnd)
            return "sibling";
    }
    return {};
}

std::string whyPartBroken(const Structure& structure, PartIndex index, std::string_view message)
{
    const Part& part = structure.parts[index];
    if (part.headerStart > part.bodyStart || part.bodyStart > part.bodyEnd ||
        part.bodyEnd > message.size())
        return "order of offsets";
    if ((part.kind == PartKind::Leaf) != (part.firstChild == kNoPart))
        return "kind and children";
    if (part.bodyLines != feeds(cut(message, part.body())))
        return "lines";
    const bool isMessage = index == 0 || structure.parts[part.parent].kind == PartKind::Message;
    if (isMessage != (part.envelope < structure.envelopes.size()))
        return "envelope";
    if (part.base64)
    {
        std::string error;
        decodeBody(*part.base64, cut(message, part.body()), error);
        if (!error.empty())
            return error;
    }
    return index == 0 ? std::string() : whyLinksBroken(structure, index);
}

} // namespace

std::string decodeBody(const Base64Layout& layout, std::string_view body, std::string& error)
{
    std::string decoded;
    Base64Decoder decoder(layout);
    if (!layout.isValid() || layout.encodedSize() != body.size())
        error = "base64 size";
    else if (!decoder.write(body, decoded) || !decoder.finish())
        error = "base64 text departs from its layout";
    if (!error.empty())
        return {};
    std::string encoded;
    Base64Encoder encoder(layout);
    encoder.write(decoded, encoded);
    if (!encoder.finish() || encoded != body || decoded.size() != layout.decodedSize)
        error = "base64 text is not rebuilt";
    return decoded;
}

std::string whyBroken(const Structure& structure, std::string_view message)
{
    if (structure.parts.empty() || structure.envelopes.empty())
        return "no message";
    const Part& root = structure.parts.front();
    if (structure.size != message.size() || structure.lines != feeds(message) ||
        root.headerStart != 0 || root.bodyEnd != message.size())
        return "message is not covered";
    for (PartIndex i = 0; i < structure.parts.size(); ++i)
        if (auto why = whyPartBroken(structure, i, message); !why.empty())
            return "part " + std::to_string(i) + ": " + why;
    return {};
}

} // namespace kc::mime::test
