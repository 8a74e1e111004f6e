// SPDX-License-Identifier: Apache-2.0
#include "Check.h"

#include "Ids.h"

#include <kc/mime/Scanner.h>
#include <kc/mime/Summary.h>

#include <ostream>

namespace kc::store
{

void Check::run(Context& context)
{
    for (const Rule& rule : rules())
        apply(context, rule);
    if (_attachments != nullptr)
        for (const Rule& rule : referenceRules())
            apply(context, rule);
    scrub(context);
}

void Check::report(const std::string& line, Repair mended)
{
    ++_found;
    _mended += mended == Repair::Yes ? 1 : 0;
    _out << line << (mended == Repair::Yes ? ", mended" : "") << '\n';
}

void Check::apply(Context& context, const Rule& rule)
{
    const std::int32_t find = _sql.prepare(context, rule.find);
    std::vector<Finding> findings;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        return tx.run(find, {},
                                      [&](const kc_sql_row& row)
                                      {
                                          const bool isCount = row.n == 3;
                                          findings.push_back(
                                              {column(row, 0), isCount ? column(row, 1) : 0,
                                               isCount ? column(row, 2) : 0, isCount});
                                      });
                    });
    if (_repair == Repair::Yes && rule.mend != nullptr && !findings.empty())
        mend(context, rule, findings);
    for (const Finding& finding : findings)
        say(rule, finding);
}

void Check::mend(Context& context, const Rule& rule, const std::vector<Finding>& findings)
{
    const bool isReference = sv{rule.mend} == "unrefer";
    const std::int32_t statement = isReference ? 0 : _sql.prepare(context, rule.mend);
    const Status status =
        _sql.transact(context,
                      [&](SqlTx& tx) -> Status
                      {
                          for (const Finding& finding : findings)
                          {
                              const Status one =
                                  isReference ? _attachments->unrefer(tx.raw(), "store", finding.id)
                                  : finding.isCount
                                      ? tx.run(statement, {num(finding.id), num(finding.should)})
                                      : tx.run(statement, {num(finding.id)});
                              if (!one.ok())
                                  return one;
                          }
                          return KC_OK;
                      });
    if (!status.ok())
        throw Fault{status.code(), "a repair was refused"};
}

void Check::say(const Rule& rule, const Finding& finding)
{
    std::string line = std::string{rule.subject} + ' ' + std::to_string(finding.id) + ": ";
    line += rule.wrong;
    if (finding.isCount)
        line += ": " + std::to_string(finding.is) + ", should be " + std::to_string(finding.should);
    report(line, rule.mend == nullptr ? Repair::No : _repair);
}

void Check::scrub(Context& context)
{
    const std::int32_t next = _sql.prepare(
        context, "SELECT id, layout, body FROM st_content WHERE id > ?1 ORDER BY id LIMIT 1");
    _emails = _sql.prepare(context, "SELECT id, summary FROM st_email WHERE content = ?1");
    _setSummary = _sql.prepare(context, "UPDATE st_email SET summary = ?2 WHERE id = ?1");
    kc_id content = INT64_MIN;
    for (bool more = true; more;)
    {
        more = false;
        std::string layout, body;
        (void)_sql.read(context,
                        [&](SqlTx& tx)
                        {
                            return tx.run(next, {num(content)},
                                          [&](const kc_sql_row& row)
                                          {
                                              more = true;
                                              content = column(row, 0);
                                              layout = textColumn(row, 1);
                                              body = textColumn(row, 2);
                                          });
                        });
        if (more)
            scrubOne(context, content, layout, std::move(body));
    }
}

void Check::scrubOne(Context& context, kc_id content, sv encodedLayout, std::string body)
{
    const std::string what = "content " + std::to_string(content) + ": ";
    std::optional<Layout> layout = Layout::decode(encodedLayout);
    if (!layout)
        return report(what + "its layout is damaged", Repair::No);
    mime::Scanner scanner;
    try // a message that cannot be read is a finding; the others are still to be looked at
    {
        if (layout->compressed)
            body = _decompressor.decompress(body, layout->inlineOctets);
        if (body.size() != layout->inlineOctets)
            return report(what + "its text has a wrong length", Repair::No);
        ContentSource source{context.host(), _attachments, std::move(*layout), std::move(body)};
        std::vector<char> buffer(256 * 1024);
        while (const std::size_t got = source.read(context, buffer))
            scanner.feed({buffer.data(), got});
    }
    catch (const Fault& fault)
    {
        return report(what + "it cannot be read: " + fault.what(), Repair::No);
    }
    compareSummaries(context, content, mime::summarize(scanner.finish()).encode());
}

void Check::compareSummaries(Context& context, kc_id content, const std::string& summary)
{
    std::vector<kc_id> wrong;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        return tx.run(_emails, {num(content)},
                                      [&](const kc_sql_row& row)
                                      {
                                          if (textColumn(row, 1) != summary)
                                              wrong.push_back(column(row, 0));
                                      });
                    });
    if (_repair == Repair::Yes && !wrong.empty())
        (void)_sql.transact(context,
                            [&](SqlTx& tx)
                            {
                                for (const kc_id email : wrong)
                                    (void)tx.run(_setSummary, {num(email), SqlTx::blob(summary)});
                            });
    for (const kc_id email : wrong)
        report("email " + std::to_string(email) + ": its summary is not what the message says",
               _repair);
}

} // namespace kc::store
