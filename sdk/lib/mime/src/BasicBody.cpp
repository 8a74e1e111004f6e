// SPDX-License-Identifier: Apache-2.0
// BODYSTRUCTURE without its extension data (RFC 3501 §7.4.2): copies what both forms have and
// leaves out the rest. Nested bodies are kept on a stack, not in recursion.
#include "Ascii.h"

#include <kc/mime/BodyStructure.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace kc::mime
{

namespace
{

// Reads the items of an IMAP list. Every function is false, and stays where it was or beyond, when
// the text is not so.
class ItemReader
{
public:
    explicit ItemReader(std::string_view text) : _text(text) {}

    bool atEnd() const { return _at == _text.size(); }
    bool sees(char c) const { return _at < _text.size() && _text[_at] == c; }
    std::size_t position() const { return _at; }
    std::string_view since(std::size_t start) const { return _text.substr(start, _at - start); }

    bool accept(char c)
    {
        if (!sees(c))
            return false;
        ++_at;
        return true;
    }

    /// A string, NIL, a number or a list with all in it.
    bool item()
    {
        std::size_t depth = 0;
        do
        {
            if (accept('('))
                ++depth;
            else if (sees(')'))
            {
                if (depth == 0)
                    return false;
                --depth;
                ++_at;
            }
            else if (depth == 0 || !accept(' '))
            {
                if (!scalar())
                    return false;
            }
        } while (depth > 0);
        return true;
    }

    /// All items up to the parenthesis that closes the list, and that.
    bool restOfList()
    {
        while (accept(' '))
            if (!item())
                return false;
        return accept(')');
    }

private:
    bool scalar()
    {
        if (accept('"'))
            return quoted();
        if (accept('{'))
            return literal();
        const std::size_t start = _at;
        while (!atEnd() && _text[_at] != ' ' && _text[_at] != '(' && _text[_at] != ')')
            ++_at;
        return _at > start;
    }

    bool quoted()
    {
        while (!atEnd() && _text[_at] != '"')
            _at = std::min(_at + (_text[_at] == '\\' ? 2 : 1), _text.size());
        return accept('"');
    }

    bool literal()
    {
        std::uint64_t size = 0;
        const char* const last = _text.data() + _text.size();
        const auto [end, error] = std::from_chars(_text.data() + _at, last, size);
        if (error != std::errc{})
            return false;
        _at = static_cast<std::size_t>(end - _text.data());
        if (!accept('}') || !accept('\r') || !accept('\n') || size > _text.size() - _at)
            return false;
        _at += static_cast<std::size_t>(size);
        return true;
    }

    std::string_view _text;
    std::size_t _at = 0;
};

class BasicWriter
{
public:
    explicit BasicWriter(std::string_view extended) : _in(extended) {}

    std::optional<std::string> write()
    {
        do
        {
            if (!begin())
                return std::nullopt;
        } while (!_open.empty());
        if (!_in.atEnd())
            return std::nullopt;
        return std::move(_out);
    }

private:
    enum class Shape : std::uint8_t
    {
        Multipart,
        Message
    };

    // One body up to its first nested one, or as a whole with all bodies that end with it.
    bool begin()
    {
        if (!put('('))
            return false;
        if (_in.sees('('))
        {
            _open.push_back(Shape::Multipart);
            return true;
        }
        std::string_view type;
        std::string_view subtype;
        if (!copy(type) || !put(' ') || !copy(subtype) || !copyMore(5))
            return false;
        if (ascii::equals(type, "\"message\"") && ascii::equals(subtype, "\"rfc822\""))
        {
            _open.push_back(Shape::Message);
            return copyMore(1) && put(' ');
        }
        if (ascii::equals(type, "\"text\"") && !copyMore(1))
            return false;
        return end();
    }

    // What follows the last item of a body, and the bodies around it as far as they end here too.
    bool end()
    {
        while (_in.restOfList())
        {
            _out.push_back(')');
            if (_open.empty())
                return true;
            if (_open.back() == Shape::Multipart && _in.sees('('))
                return true;
            _open.pop_back();
            if (!copyMore(1)) // the subtype, or the lines of the message
                return false;
        }
        return false;
    }

    bool put(char c)
    {
        _out.push_back(c);
        return _in.accept(c);
    }

    bool copy(std::string_view& item)
    {
        const std::size_t start = _in.position();
        const bool found = _in.item();
        item = _in.since(start);
        _out.append(item);
        return found;
    }

    bool copyMore(int items)
    {
        std::string_view item;
        for (; items > 0; --items)
            if (!put(' ') || !copy(item))
                return false;
        return true;
    }

    ItemReader _in;
    std::string _out;
    std::vector<Shape> _open;
};

} // namespace

std::optional<std::string> basicFromExtended(std::string_view extended)
{
    return BasicWriter(extended).write();
}

} // namespace kc::mime
