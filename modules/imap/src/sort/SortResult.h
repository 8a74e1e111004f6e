// SPDX-License-Identifier: Apache-2.0
// What a SORT found, in order: SORT or, with return options (RFC 5267 §3), ESEARCH.
#pragma once

#include "SortProgram.h"
#include "search/SearchResult.h"
#include "search/SearchReturn.h"

#include <vector>

namespace kc::imap
{

enum class Numbering : bool;

class SortResult final : public LineResult
{
public:
    struct Form
    {
        SearchReturn wanted;
        Numbering numbering;
        bool tellsModseq; ///< RFC 7162 §3.1.6
    };

    SortResult(SortProgram program, const Form& form) : _program{std::move(program)}, _form{form} {}

    std::uint32_t storeFields() const override { return KC_MESSAGE_SUMMARY; }

    bool add(const kc_message& message) override;
    void complete(MailboxView& view, const std::string& tag) override;

    sv completed() const override { return "SORT completed"; }

    /// At some 100 octets each.
    static constexpr std::size_t kMaxSorted = 500'000;

private:
    struct Found
    {
        std::string key;
        std::uint32_t uid;
    };

    std::string plain(const std::vector<std::uint32_t>& numbers) const;
    std::string extended(const std::vector<std::uint32_t>& numbers, const std::string& tag) const;

    SortProgram _program;
    Form _form;
    std::vector<Found> _found;
    std::uint64_t _highest = 0; // modseq
};

} // namespace kc::imap
