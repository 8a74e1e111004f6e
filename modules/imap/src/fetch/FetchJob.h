// SPDX-License-Identifier: Apache-2.0
// A FETCH in progress. What rows alone answer is written while the store lists them; for octets,
// some rows are taken at a time and their messages opened one after the other.
#pragma once

#include "DecodedPart.h"
#include "FetchRequest.h"
#include "Job.h"
#include "OpenMessage.h"
#include "ReadAhead.h"
#include "mailbox/UidCursor.h"
#include "wire/Output.h"

#include <kc/store.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

class FetchJob final : public Job
{
public:
    /// `completed` is the text of the tagged OK.
    FetchJob(FetchRequest request, UidRanges uids, std::string completed)
        : _request{std::move(request)}, _cursor{std::move(uids)}, _completed{std::move(completed)}
    {
    }

    std::optional<CommandResult> step(Session& session, Context& context) override;

    bool isBetweenResponses() const override { return !_inResponse; }

private:
    struct Row
    {
        explicit Row(const kc_message& message);
        Row(const Row&) = delete;
        Row& operator=(const Row&) = delete;

        void becomeSeen(const kc_message& now);

        std::string keywords, summary;
        kc_message message;
        bool newlySeen = false;
    };

    std::optional<CommandResult> result() const;
    void writeRows(Session& session, Context& context);
    void takeRows(Session& session, Context& context);
    UidRanges uidsOfRows() const;
    void markSeen(Session& session, Context& context);
    void setSeen(Session& session, Context& context, const UidRanges& unseen);
    void begin(Session& session, Context& context, Row& row);
    void prepareTree(Session& session, Context& context, const Row& row);
    void writeItems(Session& session, Context& context);
    void writeBinary(Output& out, Context& context, const FetchSection& section);
    void writeDecoded(Output& out, Context& context);
    void writePreview(Output& out, Context& context);
    void writeSection(Output& out, Context& context, const FetchSection& section);
    void writePiece(Output& out, Context& context);
    void end(Session& session);
    void tellSeen(Session& session, const kc_message& message);
    void writeItem(Session& session, FetchField field, const kc_message& message);

    FetchRequest _request;
    UidCursor _cursor;
    std::string _completed;
    std::deque<Row> _rows;
    ReadAhead _ahead;                    // of _rows
    std::optional<OpenMessage> _open;    // of _rows.front()
    std::optional<DecodedPart> _decoded; // that is being written
    std::vector<char> _piece;            // of a literal
    std::size_t _item = 0;               // the next of the request
    std::uint64_t _octetsLeft = 0;       // of the literal at hand
    kc_status _status = KC_OK;
    bool _inResponse = false;
    bool _unknownEncoding = false; // RFC 3516 §4.3
    bool _expunged = false;        // a message was gone
};

} // namespace kc::imap
