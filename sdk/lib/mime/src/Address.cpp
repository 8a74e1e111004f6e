// SPDX-License-Identifier: Apache-2.0
// One pass over the text, one element at a time; an element ends at ',' or ';'. Words are gathered
// before it is known what they are: a display name, a local part or the name of a group.
#include "Ascii.h"
#include "FieldText.h"

#include <kc/mime/Address.h>
#include <kc/mime/EncodedWord.h>

namespace kc::mime
{

namespace
{

constexpr std::string_view kSpecials = "()<>@,;:\"[].";

class AddressParser
{
public:
    AddressParser(std::string_view text, std::size_t max) : _rest(text), _max(max) {}

    std::vector<Address> parse()
    {
        while (!_rest.empty() && _used < _max)
            step();
        finishElement();
        closeGroup();
        return std::move(_result);
    }

private:
    void step()
    {
        const char c = _rest.front();
        if (ascii::isSpace(c))
        {
            _rest.remove_prefix(1);
            _blank = true;
        }
        else if (c == '(')
            remark();
        else if (c == '<')
            angle();
        else if (c == ':' && !_inGroup && !_hasAt && !_hasAngle)
            openGroup();
        else if (c == ',' || c == ';')
        {
            _rest.remove_prefix(1);
            finishElement();
            if (c == ';')
                closeGroup();
        }
        else if (c == '@')
            at();
        else
            words();
    }

    // A word, a quoted string, a domain literal or a dot, in a display name, a local part or a
    // domain.
    void words()
    {
        const char c = _rest.front();
        std::string text = c == '"' ? quotedString(_rest) : std::string(atom());
        if (_hasAngle)
            return; // text after <…> means nothing
        if (_blank && !_phrase.empty())
            _phrase.push_back(' ');
        // A local part or domain goes on over blanks only where a dot joins (RFC 5322 §4.4).
        const bool joined = !_blank || _afterDot || c == '.';
        std::string& target = _hasAt ? _domain : _local;
        if (_hasAt && !joined && !_domain.empty())
            _domainEnded = true;
        if (!_hasAt && !joined)
        {
            _local.clear();
            _nameEnd = _phrase.size();
        }
        if (!_domainEnded)
            target.append(text);
        else
        {
            if (!joined)
                _afterDomain.clear();
            _afterDomain.append(text);
        }
        _phrase.append(text);
        _afterDot = c == '.';
        _blank = false;
        _hasWords = true;
    }

    std::string_view atom()
    {
        std::size_t size = 1;
        // Senders write specials into encoded words, against RFC 2047 §5 (3): "=?utf-8?q?A,_B?=".
        if (const auto word = encodedWordAt(_rest))
            size = word->size;
        else if (_rest.front() == '[') // domain literal
        {
            size = _rest.find(']');
            size = size == _rest.npos ? _rest.size() : size + 1;
        }
        else if (kSpecials.find(_rest.front()) == kSpecials.npos)
            while (size < _rest.size() && !ascii::isSpace(_rest[size]) &&
                   kSpecials.find(_rest[size]) == kSpecials.npos)
                ++size;
        const auto result = _rest.substr(0, size);
        _rest.remove_prefix(size);
        return result;
    }

    void at()
    {
        _rest.remove_prefix(1);
        if (_hasAngle)
            return;
        if (_domainEnded) // a comma was forgotten: what followed the domain is the next local part
        {
            std::string next = std::move(_afterDomain);
            finishElement();
            _local = next;
            _phrase = std::move(next);
        }
        if (_hasAt) // the last '@' divides
            _local.append("@").append(_domain);
        _domain.clear();
        _domainEnded = false;
        _hasAt = true;
        _hasWords = true;
        _phrase.push_back('@');
        _blank = false;
        _afterDot = true;
    }

    void remark()
    {
        const auto text = ascii::trim(comment(_rest));
        if (_comment.empty())
            _comment = text;
        _blank = true;
    }

    // <[route:]local@domain>
    void angle()
    {
        _rest.remove_prefix(1);
        if (_hasAngle)
            return;
        std::string name = std::move(_phrase);
        resetWords();
        skipComments(_rest);
        std::string route;
        if (!_rest.empty() && (_rest.front() == '@' || _rest.front() == ','))
        {
            const auto end = _rest.find_first_of(":>");
            if (end != _rest.npos && _rest[end] == ':')
            {
                route = ascii::trim(_rest.substr(0, end));
                _rest.remove_prefix(end + 1);
            }
        }
        while (!_rest.empty() && _rest.front() != '>' && _rest.front() != ',' &&
               _rest.front() != ';')
            angleStep();
        if (!_rest.empty() && _rest.front() == '>')
            _rest.remove_prefix(1);
        _angle = Address{AddressKind::Mailbox, std::move(name), std::move(route), localPart(),
                         std::move(_domain)};
        resetWords();
        _hasAngle = true;
    }

    void angleStep()
    {
        const char c = _rest.front();
        if (ascii::isSpace(c) || c == '(')
        {
            skipComments(_rest);
            _blank = true;
        }
        else if (c == '@')
            at();
        else
            words();
    }

    void openGroup()
    {
        _rest.remove_prefix(1);
        Address group;
        group.kind = AddressKind::GroupStart;
        group.mailbox = std::move(_phrase);
        add(std::move(group));
        resetElement();
        _inGroup = true;
    }

    void closeGroup()
    {
        if (!_inGroup)
            return;
        Address end;
        end.kind = AddressKind::GroupEnd;
        _result.push_back(std::move(end));
        _inGroup = false;
    }

    void finishElement()
    {
        if (_hasAngle)
        {
            if (_angle.name.empty())
                _angle.name = std::move(_comment);
            add(std::move(_angle));
        }
        else if (_hasAt)
        {
            std::string name = _nameEnd > 0 ? _phrase.substr(0, _nameEnd) : std::move(_comment);
            name = ascii::trim(name);
            add({AddressKind::Mailbox, std::move(name), {}, std::move(_local), std::move(_domain)});
        }
        else if (_hasWords)
            add({AddressKind::Mailbox, std::move(_comment), {}, std::move(_phrase), {}});
        resetElement();
    }

    std::string localPart() { return _hasAt ? std::move(_local) : std::move(_phrase); }

    void add(Address address)
    {
        if (_used++ < _max)
            _result.push_back(std::move(address));
    }

    void resetWords()
    {
        _phrase.clear();
        _local.clear();
        _domain.clear();
        _afterDomain.clear();
        _nameEnd = 0;
        _hasAt = _hasWords = _afterDot = _blank = _domainEnded = false;
    }

    void resetElement()
    {
        resetWords();
        _comment.clear();
        _angle = {};
        _hasAngle = false;
    }

    std::string_view _rest;
    std::size_t _max;
    std::size_t _used = 0;
    std::vector<Address> _result;

    std::string _phrase; // all words so far, as a display name reads
    std::string _local;  // the last words that dots join: the local part, should an '@' follow
    std::string _domain;
    std::string _afterDomain; // the last dotted words after a complete domain
    std::string _comment;
    Address _angle;
    std::size_t _nameEnd = 0; // how much of _phrase came before _local
    bool _blank = false;
    bool _afterDot = false;
    bool _hasWords = false;
    bool _hasAt = false;
    bool _hasAngle = false;
    bool _domainEnded = false;
    bool _inGroup = false;
};

} // namespace

std::vector<Address> parseAddressList(std::string_view value, std::size_t maxAddresses)
{
    return AddressParser(value, maxAddresses).parse();
}

} // namespace kc::mime
