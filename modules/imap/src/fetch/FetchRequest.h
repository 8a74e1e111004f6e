// SPDX-License-Identifier: Apache-2.0
// What a FETCH asks of each message (RFC 3501 §6.4.5), parsed.
#pragma once

#include "wire/ArgReader.h"

#include <kc/mime/Section.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

enum class FetchField : std::uint8_t
{
    Flags,
    Uid,
    InternalDate,
    Size,
    Envelope,
    Body,
    BodyStructure,
    SaveDate, ///< RFC 8514
    EmailId,  ///< RFC 8474 §5.1
    ThreadId, ///< RFC 8474 §5.2
    Modseq,
    PreviewIfReady, ///< RFC 8970 §3.1, LAZY: none is kept, so that none is
    Preview,        ///< of the octets, as is a section
    Section
};

/// BODY[…]<…> and its old spellings; BINARY[…]<…>, BINARY.SIZE[…].
struct FetchSection
{
    enum class Form : std::uint8_t
    {
        AsStored,
        Decoded, ///< without the content-transfer-encoding (RFC 3516 §4.2)
        DecodedSize
    };

    enum class Choice : std::uint8_t
    {
        All,    ///< of the octets that kind and path name
        Fields, ///< HEADER.FIELDS
        FieldsNot
    };

    struct Partial
    {
        std::uint64_t offset;
        std::uint64_t length;
    };

    mime::SectionKind kind = mime::SectionKind::Whole;
    Choice choice = Choice::All;
    Form form = Form::AsStored;
    bool peek = false;
    std::vector<std::uint32_t> path;
    std::vector<std::string> fields;
    std::optional<Partial> partial;
    std::string label; ///< as it stands in the response

    /// Needs the part tree: it names a part.
    bool needsTree() const { return !path.empty(); }

    /// The message as it is, or octets of it: nothing need be known of what is in it.
    bool isWhole() const { return path.empty() && kind == mime::SectionKind::Whole; }
};

struct FetchItem
{
    FetchField field;
    FetchSection section;
};

struct FetchRequest
{
    std::vector<FetchItem> items;
    /// Only messages whose modseq is larger (CHANGEDSINCE, RFC 7162 §3.1.4.1); 0: all.
    std::uint64_t changedSince = 0;

    /// Items, in parentheses or a single one. Nothing if they do not follow the grammar.
    static std::optional<FetchRequest> parse(ArgReader& args);

    bool has(FetchField field) const;
    void add(FetchField field);
    /// RFC 3501 §6.4.8: UID FETCH tells uids even if not asked to; first, before long literals.
    void addUid();
    /// Bits of kc_message_field.
    std::uint32_t storeFields() const;
    bool needsOctets() const { return has(FetchField::Section) || has(FetchField::Preview); }
    bool setsSeen() const;
};

/// What stands between BODY[ and the end of the item, label included. `section.peek` is not
/// touched.
bool parseSection(ArgReader& args, FetchSection& section);

/// The same of BINARY[ and BINARY.SIZE[: part numbers only (RFC 3516 §7, section-binary).
/// `section.form` says which.
bool parseBinarySection(ArgReader& args, FetchSection& section);

} // namespace kc::imap
