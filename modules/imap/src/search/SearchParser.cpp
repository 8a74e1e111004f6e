// SPDX-License-Identifier: Apache-2.0
// See SearchProgram.h. Open parentheses, NOT and OR stand on a stack of our own with a limit.
#include "SearchProgram.h"

#include "SearchLeaf.h"
#include "mailbox/MailboxView.h"
#include "wire/ArgReader.h"
#include "wire/Ascii.h"

#include <kc/abi/draft/store.h>
#include <kc/text/CaseMap.h>
#include <kc/text/TextDecoder.h>

#include <algorithm>

namespace kc::imap
{

namespace
{

class Parser
{
public:
    /// `charset` is that of the texts; empty: UTF-8 or what comes close to it.
    Parser(ArgReader& args, const MailboxView& view, SearchProgram& program, sv charset)
        : _args{args}, _view{view}, _program{program}, _charset{charset}
    {
    }

    SearchParse run()
    {
        _open.push_back({Frame::Group, 0});
        SearchParse result = SearchParse::Fine;
        while (result == SearchParse::Fine && !_open.empty())
            result = readKey();
        return result;
    }

private:
    struct Frame
    {
        enum Kind
        {
            Group,
            Not,
            Or
        } kind;
        unsigned keys; ///< that are complete
    };

    SearchParse readKey()
    {
        if (_args.skip('('))
            return push(Frame::Group);
        ArgReader ahead = _args;
        const sv word = ahead.word().value_or(sv{});
        const bool isNot = equalsIgnoringCase(word, "NOT");
        if (isNot || equalsIgnoringCase(word, "OR"))
        {
            _args = ahead;
            return _args.space() ? push(isNot ? Frame::Not : Frame::Or) : SearchParse::Bad;
        }
        SearchKey key;
        _program.hasNumbers = _program.hasNumbers || isSequenceSet(_args);
        if (!readSearchLeaf(_args, _view, key))
            return SearchParse::Bad;
        if (comparesText(key.op))
            key.text = text::caseMap(text::toUtf8(key.text, _charset));
        note(key);
        if (needsOctets(key.op) && ++_octetKeys > kMaxOctetKeys)
            return SearchParse::TooMuch;
        return emit(std::move(key)) ? closeFrames() : SearchParse::TooMuch;
    }

    /// All keys at the top are joined by AND, so that one of them bounds what can match.
    void note(const SearchKey& key)
    {
        const bool atTop = _open.size() == 1;
        if (key.op == SearchOp::Uids && atTop)
            _program.scope = key.uids;
        if (key.op != SearchOp::Modseq)
            return;
        _program.hasModseq = true;
        if (atTop && key.number > 0)
            _program.changedSince = static_cast<std::uint64_t>(key.number) - 1;
    }

    SearchParse push(Frame::Kind kind)
    {
        if (_open.size() > kMaxSearchDepth)
            return SearchParse::TooMuch;
        _open.push_back({kind, 0});
        return SearchParse::Fine;
    }

    bool emit(SearchKey key)
    {
        if (_program.keys.size() == kMaxSearchKeys)
            return false;
        _program.keys.push_back(std::move(key));
        return true;
    }

    bool emit(SearchOp op)
    {
        SearchKey key;
        key.op = op;
        return emit(std::move(key));
    }

    /// A key is complete: so may be what it stands in.
    SearchParse closeFrames()
    {
        while (!_open.empty())
        {
            Frame& top = _open.back();
            ++top.keys;
            const SearchOp joint = top.kind == Frame::Not  ? SearchOp::Not
                                   : top.kind == Frame::Or ? SearchOp::Or
                                                           : SearchOp::And;
            const unsigned needed = top.kind == Frame::Not ? 1 : 2;
            if (top.keys >= needed && !emit(joint))
                return SearchParse::TooMuch;
            const bool complete = top.kind == Frame::Group ? endsGroup() : top.keys == needed;
            if (!complete)
                return _args.space() ? SearchParse::Fine : SearchParse::Bad;
            _open.pop_back();
        }
        return SearchParse::Fine;
    }

    bool endsGroup() { return _open.size() == 1 ? _args.atEnd() : _args.skip(')'); }

    ArgReader& _args;
    const MailboxView& _view;
    SearchProgram& _program;
    sv _charset;
    std::vector<Frame> _open;
    std::size_t _octetKeys = 0;
};

/// "CHARSET" SP astring SP, if there is one.
SearchParse readCharset(ArgReader& args, std::string& name)
{
    ArgReader ahead = args;
    if (!equalsIgnoringCase(ahead.word().value_or(sv{}), "CHARSET"))
        return SearchParse::Fine;
    auto charset = ahead.space() ? ahead.astring() : std::nullopt;
    if (!charset || !ahead.space())
        return SearchParse::Bad;
    args = ahead;
    name = std::move(*charset);
    return text::isKnownCharset(name) ? SearchParse::Fine : SearchParse::BadCharset;
}

} // namespace

std::uint32_t SearchProgram::storeFields() const
{
    std::uint32_t fields = KC_MESSAGE_FLAGS;
    for (const SearchKey& key : keys)
    {
        if (key.op >= SearchOp::Before && key.op <= SearchOp::Smaller)
            fields |= KC_MESSAGE_FACTS;
        const bool sent = key.op >= SearchOp::SentBefore && key.op <= SearchOp::SentSince;
        if (sent || (key.op >= SearchOp::Subject && key.op <= SearchOp::Text))
            fields |= KC_MESSAGE_SUMMARY;
    }
    return fields;
}

SearchParse parseSearch(ArgReader& args, const MailboxView& view, SearchProgram& program)
{
    program.scope = {{1, view.lastUid()}};
    if (!args.space())
        return SearchParse::Bad;
    std::string name;
    const SearchParse charset = readCharset(args, name);
    return charset == SearchParse::Fine ? Parser{args, view, program, name}.run() : charset;
}

SearchParse parseSearchWithCharset(ArgReader& args, const MailboxView& view, SearchProgram& program)
{
    program.scope = {{1, view.lastUid()}};
    const auto charset = args.space() ? args.astring() : std::nullopt;
    if (!charset || !args.space())
        return SearchParse::Bad;
    if (!text::isKnownCharset(*charset))
        return SearchParse::BadCharset;
    return Parser{args, view, program, *charset}.run();
}

} // namespace kc::imap
