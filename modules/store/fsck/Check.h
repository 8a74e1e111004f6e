// SPDX-License-Identifier: Apache-2.0
// kopano-fsck's work: looks at all rows by the rules, then reads each content from its first octet
// to its last. One line for each finding. Nobody else has the database open: its module holds it.
#pragma once

#include "Compression.h"
#include "ContentSource.h"
#include "Rules.h"

#include <iosfwd>
#include <set>

namespace kc::store
{

enum class Repair : bool
{
    No,
    Yes
};

class Check
{
public:
    /// `attachments` null: there is no attachment store.
    Check(Sql sql, AttachStore* attachments, Repair repair, std::ostream& out)
        : _sql{sql}, _attachments{attachments}, _repair{repair}, _out{out}
    {
    }

    void run(Context& context);

    std::uint64_t found() const { return _found; }

    std::uint64_t mended() const { return _mended; }

private:
    struct Finding
    {
        kc_id id;
        std::int64_t is, should;
        bool isCount;
    };

    void apply(Context& context, const Rule& rule);
    void mend(Context& context, const Rule& rule, const std::vector<Finding>& findings);
    void say(const Rule& rule, const Finding& finding);
    void checkRecentFlags(Context& context);
    void scrub(Context& context);
    void scrubOne(Context& context, kc_id content, sv encodedLayout, std::string body);
    void compareSummaries(Context& context, kc_id content, const std::string& summary);
    void compareReferences(Context& context, kc_id content, const Layout& layout);
    bool referAgain(Context& context, kc_id content, const std::set<std::string>& digests);
    void report(const std::string& line, Repair mended);

    Sql _sql;
    AttachStore* _attachments;
    Repair _repair;
    std::ostream& _out;
    Decompressor _decompressor;
    std::int32_t _emails = 0, _setSummary = 0, _references = 0, _countAttachments = 0,
                 _setAttachments = 0;
    std::uint64_t _found = 0, _mended = 0;
};

} // namespace kc::store
