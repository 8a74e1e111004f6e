// SPDX-License-Identifier: Apache-2.0
// Where this library and GMime see a message differently, and why.
#pragma once

#include <array>
#include <string_view>

namespace kc::text::test
{

struct GmimeRule
{
    std::string_view reason;
    std::string_view aspect; ///< subject, from, types, lengths, decoded or names
    std::string_view file;
};

namespace gmime
{

inline constexpr std::string_view kNoSubtype =
    "RFC 2045 §5.2: a malformed Content-Type means text/plain; GMime shows octets.";
inline constexpr std::string_view kNoHeader =
    "The first line is no field: lines like it are passed over here, GMime reads no message.";
inline constexpr std::string_view kEmptyPart =
    "Two boundaries one after another hold an empty part here, so that each octet has its place.";
inline constexpr std::string_view kBlanksAfterBoundary =
    "RFC 2046 §5.1.1: blanks after a boundary are padding, whatever the parameter ends with.";
inline constexpr std::string_view kLongBoundary =
    "Boundaries longer than 70 characters are honoured and end where their line does.";
inline constexpr std::string_view kFirstField = "Of a field that may occur once the first counts "
                                                "here (RFC 5322 §3.6), for GMime the last or all.";
inline constexpr std::string_view kLineBeforeBoundary =
    "RFC 2046 §5.1.1: the line ending before a boundary is the boundary's; GMime gives one octet "
    "of it to the part where the message ends right after the last boundary.";
inline constexpr std::string_view kUnknownCharset =
    "An encoded word in an unknown charset stays as it is (RFC 2047 §6.2).";
inline constexpr std::string_view kBrokenCharset =
    "The octets are not of the charset that is named: each has its own way to show that.";
inline constexpr std::string_view kWordByItself =
    "Each encoded word is decoded by itself; GMime loses what follows the padding of the one "
    "before.";
inline constexpr std::string_view kFoldedName =
    "A name is one line: what folded it becomes spaces; GMime leaves the line breaks.";
inline constexpr std::string_view kNoAddress =
    "What is no address is shown all the same, so that nothing vanishes from sight.";
inline constexpr std::string_view kHeaderGoesOn =
    "A line that is no field does not end the header here: only an empty line does.";
inline constexpr std::string_view kTypeAsWritten =
    "A type is kept as it is written up to what ends a token.";
inline constexpr std::string_view kCutBase64 = "Of base64 that ends within a group the whole "
                                               "octets are kept here: padding is often forgotten.";
inline constexpr std::string_view kBlanksAtEnd =
    "RFC 2045 §6.7 (3): blanks at the end of a line go, at the end of the body too.";
inline constexpr std::string_view kAfterPadding =
    "Base64 goes on after padding here, as texts do that were encoded one by one and joined.";

} // namespace gmime

inline constexpr std::array kGmimeRules{
    GmimeRule{gmime::kNoSubtype, "types", "mimekit/messages__missing-subtype.txt"},
    GmimeRule{gmime::kNoSubtype, "types", "cpython/msg_14.txt"},
    GmimeRule{gmime::kNoSubtype, "types", "enmime/testdata__parts__empty-ctype-bad-content.raw"},
    GmimeRule{gmime::kNoSubtype, "types", "enmime/testdata__parts__barren-content-type.raw"},
    GmimeRule{gmime::kNoSubtype, "types", "mime4j/mimetools-testmsgs__multi-digest.msg"},
    GmimeRule{gmime::kNoHeader, "types", "mime4j/mimetools-testmsgs__README.txt"},
    GmimeRule{gmime::kNoHeader, "types", "mime4j/testmsgs__malformedHeader-noheader.msg"},
    GmimeRule{gmime::kNoHeader, "types", "mime4j/testmsgs__malformedHeaderStartsBody-noheader.msg"},
    GmimeRule{gmime::kNoHeader, "types", "mikel-mail/.gitattributes"},
    GmimeRule{gmime::kNoHeader, "types", "mikel-mail/sample_output_multipart"},
    GmimeRule{gmime::kNoHeader, "subject", "mimekit/mbox__unmunged.mbox.txt"},
    GmimeRule{gmime::kNoHeader, "from", "mimekit/mbox__unmunged.mbox.txt"},
    GmimeRule{gmime::kNoHeader, "types", "mimekit/mbox__unmunged.mbox.txt"},
    GmimeRule{gmime::kNoHeader, "types", "cpython/msg_19.txt"},
    GmimeRule{gmime::kNoHeader, "subject", "enmime/testdata__low-quality__bad-header-start.raw"},
    GmimeRule{gmime::kNoHeader, "types", "enmime/testdata__low-quality__bad-header-start.raw"},
    GmimeRule{gmime::kNoHeader, "types", "enmime/testdata__mail__erroneous.raw"},
    GmimeRule{gmime::kEmptyPart, "types", "mime4j/mimetools-testmsgs__double-bound.msg"},
    GmimeRule{gmime::kEmptyPart, "types", "mime4j/mimetools-testmsgs__2002_06_12_doublebound.msg"},
    GmimeRule{gmime::kEmptyPart, "types", "mime4j/testmsgs__multipartemptypart.msg"},
    GmimeRule{gmime::kEmptyPart, "types", "cpython/msg_37.txt"},
    GmimeRule{gmime::kEmptyPart, "types", "cpython/msg_38.txt"},
    GmimeRule{gmime::kBlanksAfterBoundary, "types", "mime4j/testmsgs__weird-boundary.msg"},
    GmimeRule{gmime::kLongBoundary, "types", "mime4j/testmsgs__very-long-boundary.msg"},
    GmimeRule{gmime::kLongBoundary, "types", "mime4j/testmsgs__very-very-long-boundary.msg"},
    GmimeRule{gmime::kFirstField, "types", "mime4j/mimetools-testmsgs__multi-bad.msg"},
    GmimeRule{gmime::kFirstField, "types", "mikel-mail/error_emails__multiple_content_types.eml"},
    GmimeRule{gmime::kFirstField, "subject",
              "mikel-mail/mime_emails__raw_email_with_binary_encoded.eml"},
    GmimeRule{gmime::kFirstField, "subject",
              "mikel-mail/mime_emails__raw_email_with_multipart_mixed_quoted_boundary.eml"},
    GmimeRule{gmime::kFirstField, "from",
              "enmime/testdata__mail__malformed-multiple-address-header-values.raw"},
    GmimeRule{gmime::kLineBeforeBoundary, "lengths",
              "mikel-mail/mime_emails__raw_email_encoded_stack_level_too_deep.eml"},
    GmimeRule{gmime::kLineBeforeBoundary, "lengths",
              "mikel-mail/multi_charset__japanese_attachment.eml"},
    GmimeRule{gmime::kLineBeforeBoundary, "lengths",
              "mikel-mail/attachment_emails__attachment_with_quoted_filename.eml"},
    GmimeRule{gmime::kLineBeforeBoundary, "lengths",
              "mikel-mail/multi_charset__japanese_attachment_long_name.eml"},
    GmimeRule{gmime::kLineBeforeBoundary, "lengths",
              "mikel-mail/mime_emails__two_from_in_message.eml"},
    GmimeRule{gmime::kUnknownCharset, "subject",
              "mikel-mail/error_emails__bad_encoded_subject.eml"},
    GmimeRule{gmime::kBrokenCharset, "names", "mikel-mail/plain_emails__raw_email8.eml"},
    GmimeRule{gmime::kBrokenCharset, "names",
              "mikel-mail/attachment_emails__attachment_with_encoded_name.eml"},
    GmimeRule{gmime::kWordByItself, "subject", "mikel-mail/error_emails__bad_subject.eml"},
    GmimeRule{gmime::kWordByItself, "from", "mikel-mail/error_emails__bad_subject.eml"},
    GmimeRule{gmime::kFoldedName, "from", "enmime/testdata__mail__qp-utf8-header-recursed.raw"},
    GmimeRule{gmime::kNoAddress, "from", "mikel-mail/plain_emails__mix_caps_content_type.eml"},
    GmimeRule{gmime::kNoAddress, "from", "cpython/msg_43.txt"},
    GmimeRule{gmime::kHeaderGoesOn, "types", "enmime/testdata__mail__qp-utf8-header-no-break.raw"},
    GmimeRule{gmime::kTypeAsWritten, "types",
              "enmime/testdata__parts__ctype-invalid-characters.raw"},
    GmimeRule{gmime::kCutBase64, "decoded", "mime4j/mimetools-testmsgs__multi-frag.msg"},
    GmimeRule{gmime::kCutBase64, "decoded", "mime4j/mimetools-testmsgs__frag.msg"},
    GmimeRule{gmime::kCutBase64, "decoded", "mimekit/partial__rfc2046.eml"},
    GmimeRule{gmime::kCutBase64, "decoded", "cpython/msg_39.txt"},
    GmimeRule{gmime::kCutBase64, "decoded", "enmime/testdata__mail__mime-duplicate-param.raw"},
    GmimeRule{gmime::kCutBase64, "decoded",
              "enmime/testdata__mail__mime-unquoted-tspecials-param.raw"},
    GmimeRule{gmime::kCutBase64, "decoded",
              "enmime/testdata__mail__malformed-multiple-address-header-values.raw"},
    GmimeRule{gmime::kCutBase64, "decoded", "enmime/testdata__mail__mime-blank-media-name.raw"},
    GmimeRule{gmime::kCutBase64, "decoded", "enmime/testdata__mail__inlinemultipart.raw"},
    GmimeRule{gmime::kCutBase64, "decoded", "enmime/testdata__mail__mime-bad-content-type.raw"},
    GmimeRule{gmime::kBlanksAtEnd, "decoded",
              "mikel-mail/attachment_emails__attachment_message_rfc822_inline_image.eml"},
    GmimeRule{gmime::kBlanksAtEnd, "decoded", "cpython/msg_15.txt"},
    GmimeRule{gmime::kAfterPadding, "decoded", "enmime/testdata__mail__epilogue-sample.raw"},
};

} // namespace kc::text::test
