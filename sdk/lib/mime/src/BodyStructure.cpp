// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"

#include <kc/mime/BodyStructure.h>
#include <kc/mime/Envelope.h>
#include <kc/mime/ImapString.h>

namespace kc::mime
{

namespace
{

// The type a leaf is shown with; see the head of the public header.
enum class LeafShape
{
    AsIs,
    PlainText, // also the default type
    OctetStream
};

// Writes one text. Parts come in the order of their octets, so that each is opened when met and
// closed when the next one lies outside; a stack of open parts takes the place of recursion.
class BodyWriter
{
public:
    BodyWriter(const Structure& structure, BodyForm form, std::size_t maxAddresses)
        : _structure(structure), _extended(form == BodyForm::Extended), _addressesLeft(maxAddresses)
    {
    }

    std::string write()
    {
        std::vector<PartIndex> open;
        for (PartIndex i = 0; i < _structure.parts.size(); ++i)
        {
            const Part& part = _structure.parts[i];
            while (!open.empty() && open.back() != part.parent)
            {
                close(_structure.parts[open.back()]);
                open.pop_back();
            }
            begin(part);
            open.push_back(i);
        }
        for (; !open.empty(); open.pop_back())
            close(_structure.parts[open.back()]);
        return std::move(_out);
    }

private:
    void begin(const Part& part)
    {
        _out.push_back('(');
        if (part.kind == PartKind::Multipart)
            return;
        const LeafShape shape = shapeOf(part);
        type(part, shape);
        _out.push_back(' ');
        appendImapNString(_out, part.contentId);
        _out.push_back(' ');
        appendImapNString(_out, part.description);
        _out.push_back(' ');
        appendImapString(_out, encodingName(part));
        number(part.body().size());
        if (part.kind == PartKind::Message)
        {
            _out.push_back(' ');
            const auto& child = _structure.parts[part.firstChild];
            appendEnvelope(_out, _structure.envelopes[child.envelope], _addressesLeft);
            _out.push_back(' ');
        }
        else if (shape == LeafShape::PlainText ||
                 (shape == LeafShape::AsIs && ascii::equals(part.contentType->type, "text")))
            number(part.bodyLines);
    }

    void close(const Part& part)
    {
        if (part.kind == PartKind::Message)
            number(part.bodyLines);
        if (part.kind == PartKind::Multipart)
        {
            _out.push_back(' ');
            appendImapString(_out, part.contentType->subtype);
            if (_extended)
            {
                _out.push_back(' ');
                parameters(part.contentType->parameters);
            }
        }
        else if (_extended)
        {
            _out.push_back(' ');
            appendImapNString(_out, part.md5);
        }
        if (_extended)
            extension(part);
        _out.push_back(')');
    }

    static LeafShape shapeOf(const Part& part)
    {
        if (part.kind == PartKind::Message)
            return LeafShape::AsIs;
        if (part.isType("message", "rfc822"))
            return LeafShape::OctetStream;
        if (!part.contentType || ascii::equals(part.contentType->type, "multipart"))
            return LeafShape::PlainText;
        return LeafShape::AsIs;
    }

    void type(const Part& part, LeafShape shape)
    {
        static const std::vector<Parameter> none;
        const auto& given = part.contentType ? part.contentType->parameters : none;
        if (shape == LeafShape::OctetStream)
            _out.append(R"("application" "octet-stream" )");
        else if (shape == LeafShape::PlainText)
            _out.append(R"("text" "plain" )");
        else if (!part.contentType) // a message by default, in a digest
            _out.append(R"("message" "rfc822" )");
        else
        {
            appendImapString(_out, part.contentType->type);
            _out.push_back(' ');
            appendImapString(_out, part.contentType->subtype);
            _out.push_back(' ');
        }
        const bool plain = shape == LeafShape::PlainText || part.isType("text", "plain");
        parameters(given, plain && findParameter(given, "charset") == nullptr);
    }

    void parameters(const std::vector<Parameter>& list, bool addCharset = false)
    {
        if (list.empty() && !addCharset)
        {
            _out.append("NIL");
            return;
        }
        char separator = '(';
        for (const auto& [name, value] : list)
        {
            _out.push_back(separator);
            appendImapString(_out, name);
            _out.push_back(' ');
            appendImapString(_out, value);
            separator = ' ';
        }
        if (addCharset)
        {
            _out.push_back(separator);
            _out.append(R"("charset" "us-ascii")");
        }
        _out.push_back(')');
    }

    void extension(const Part& part)
    {
        _out.push_back(' ');
        if (part.disposition)
        {
            _out.push_back('(');
            appendImapString(_out, part.disposition->kind);
            _out.push_back(' ');
            parameters(part.disposition->parameters);
            _out.push_back(')');
        }
        else
            _out.append("NIL");
        _out.push_back(' ');
        languages(part.languages);
        _out.push_back(' ');
        appendImapNString(_out, part.location);
    }

    void languages(const std::vector<std::string>& tags)
    {
        if (tags.empty())
        {
            _out.append("NIL");
            return;
        }
        char separator = '(';
        for (const auto& tag : tags)
        {
            _out.push_back(separator);
            appendImapString(_out, tag);
            separator = ' ';
        }
        _out.push_back(')');
    }

    void number(std::uint64_t value) { _out.append(" ").append(std::to_string(value)); }

    static std::string_view encodingName(const Part& part)
    {
        switch (part.encoding)
        {
        case TransferEncoding::SevenBit:
            return "7BIT";
        case TransferEncoding::EightBit:
            return "8BIT";
        case TransferEncoding::Binary:
            return "BINARY";
        case TransferEncoding::QuotedPrintable:
            return "QUOTED-PRINTABLE";
        case TransferEncoding::Base64:
            return "BASE64";
        case TransferEncoding::Other:
            return part.encodingName;
        }
        __builtin_unreachable();
    }

    const Structure& _structure;
    bool _extended;
    std::size_t _addressesLeft;
    std::string _out;
};

} // namespace

bool Part::isType(std::string_view type, std::string_view subtype) const noexcept
{
    if (contentType)
        return ascii::equals(contentType->type, type) &&
               ascii::equals(contentType->subtype, subtype);
    return inDigest ? ascii::equals(type, "message") && ascii::equals(subtype, "rfc822")
                    : ascii::equals(type, "text") && ascii::equals(subtype, "plain");
}

std::string renderBodyStructure(const Structure& structure, BodyForm form, std::size_t maxAddresses)
{
    return BodyWriter(structure, form, maxAddresses).write();
}

} // namespace kc::mime
