// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Utf8.h"

#include <kc/text/HtmlText.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace kc::text
{

namespace
{

constexpr std::size_t kLongestTag = 16;
constexpr std::size_t kLongestReference = 32;

constexpr std::array<std::string_view, 6> kHidden{"script",   "style",    "title",
                                                  "noscript", "template", "textarea"};

// Elements within a line: all others part words.
constexpr std::array<std::string_view, 17> kInline{
    "a",     "abbr", "b",    "big",    "code",   "em",  "font", "i", "mark",
    "small", "s",    "span", "strike", "strong", "sub", "sup",  "u"};

struct Named
{
    std::string_view name;
    char32_t value;
};

// Those that mail is full of; others stay as they are written.
constexpr std::array kNamed{
    Named{"amp", '&'},      Named{"lt", '<'},       Named{"gt", '>'},        Named{"quot", '"'},
    Named{"apos", '\''},    Named{"nbsp", 0xA0},    Named{"shy", 0xAD},      Named{"zwnj", 0x200C},
    Named{"zwj", 0x200D},   Named{"copy", 0xA9},    Named{"reg", 0xAE},      Named{"trade", 0x2122},
    Named{"euro", 0x20AC},  Named{"pound", 0xA3},   Named{"sect", 0xA7},     Named{"deg", 0xB0},
    Named{"middot", 0xB7},  Named{"bull", 0x2022},  Named{"hellip", 0x2026}, Named{"ndash", 0x2013},
    Named{"mdash", 0x2014}, Named{"lsquo", 0x2018}, Named{"rsquo", 0x2019},  Named{"ldquo", 0x201C},
    Named{"rdquo", 0x201D}, Named{"bdquo", 0x201E}, Named{"laquo", 0xAB},    Named{"raquo", 0xBB},
    Named{"auml", 0xE4},    Named{"ouml", 0xF6},    Named{"uuml", 0xFC},     Named{"Auml", 0xC4},
    Named{"Ouml", 0xD6},    Named{"Uuml", 0xDC},    Named{"szlig", 0xDF},    Named{"agrave", 0xE0},
    Named{"aacute", 0xE1},  Named{"acirc", 0xE2},   Named{"aring", 0xE5},    Named{"aelig", 0xE6},
    Named{"ccedil", 0xE7},  Named{"egrave", 0xE8},  Named{"eacute", 0xE9},   Named{"ecirc", 0xEA},
    Named{"euml", 0xEB},    Named{"iacute", 0xED},  Named{"icirc", 0xEE},    Named{"iuml", 0xEF},
    Named{"ntilde", 0xF1},  Named{"oacute", 0xF3},  Named{"ocirc", 0xF4},    Named{"oslash", 0xF8},
    Named{"uacute", 0xFA},  Named{"ugrave", 0xF9},  Named{"Eacute", 0xC9},   Named{"Agrave", 0xC0},
    Named{"Ccedil", 0xC7},
};

bool isLetter(char c) noexcept
{
    return ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z';
}

bool isReferenceCharacter(char c) noexcept
{
    return isLetter(c) || (c >= '0' && c <= '9') || c == '#';
}

// "#233" or "#xE9"; 0 for none.
char32_t numbered(std::string_view word) noexcept
{
    word.remove_prefix(1);
    const bool isHex = !word.empty() && ascii::lower(word.front()) == 'x';
    word.remove_prefix(isHex ? 1 : 0);
    std::uint32_t value = 0;
    const char* const end = word.data() + word.size();
    const auto [next, error] = std::from_chars(word.data(), end, value, isHex ? 16 : 10);
    const bool isCharacter = value < 0xD800 || (value > 0xDFFF && value <= 0x10FFFF);
    return error == std::errc{} && next == end && isCharacter ? value : 0;
}

char32_t referred(std::string_view word) noexcept
{
    if (!word.empty() && word.front() == '#')
        return numbered(word);
    const auto found = std::find_if(kNamed.begin(), kNamed.end(),
                                    [word](const Named& named) { return named.name == word; });
    return found == kNamed.end() ? 0 : found->value;
}

} // namespace

void HtmlText::feed(std::string_view html, std::string& text)
{
    for (const char c : html)
        character(c, text);
}

void HtmlText::finish(std::string& text)
{
    if (_state == State::Reference)
        resolve(text);
    else if (_state == State::TagOpen)
        text.push_back('<');
    *this = {};
}

void HtmlText::character(char c, std::string& text)
{
    switch (_state)
    {
    case State::Text:
        return textCharacter(c, text);
    case State::Reference:
        return reference(c, text);
    case State::TagOpen:
        return tagOpen(c, text);
    case State::TagName:
        return tagName(c, text);
    case State::Tag:
        return tag(c, text);
    case State::SingleQuote:
        _state = c == '\'' ? State::Tag : _state;
        return;
    case State::DoubleQuote:
        _state = c == '"' ? State::Tag : _state;
        return;
    case State::Markup:
        return markup(c);
    case State::Comment:
        return comment(c);
    case State::Hidden:
        return hidden(c);
    }
}

void HtmlText::textCharacter(char c, std::string& text)
{
    _word.clear();
    if (c == '<')
        _state = State::TagOpen;
    else if (c == '&')
        _state = State::Reference;
    else
        text.push_back(c);
}

void HtmlText::reference(char c, std::string& text)
{
    if (isReferenceCharacter(c) && _word.size() < kLongestReference)
    {
        _word.push_back(c);
        return;
    }
    if (c == ';' && referred(_word) != 0)
        resolve(text);
    else
    {
        resolve(text);
        textCharacter(c, text);
    }
}

// The semicolon is often forgotten.
void HtmlText::resolve(std::string& text)
{
    if (const char32_t value = referred(_word); value != 0)
        utf8::append(text, value);
    else
        text.append("&").append(_word);
    _state = State::Text;
    _word.clear();
}

// A '<' that opens no tag is text.
void HtmlText::tagOpen(char c, std::string& text)
{
    if (isLetter(c) || c == '/')
    {
        _word.assign(1, ascii::lower(c));
        _state = State::TagName;
    }
    else if (c == '!' || c == '?')
        _state = State::Markup;
    else
    {
        text.push_back('<');
        _state = State::Text;
        textCharacter(c, text);
    }
}

void HtmlText::tagName(char c, std::string& text)
{
    if (c == '>' || c == '/' || ascii::isBlank(c))
    {
        _state = State::Tag;
        if (c == '>')
            endTag(text);
    }
    else if (_word.size() < kLongestTag)
        _word.push_back(ascii::lower(c));
}

void HtmlText::tag(char c, std::string& text)
{
    if (c == '>')
        endTag(text);
    else if (c == '\'')
        _state = State::SingleQuote;
    else if (c == '"')
        _state = State::DoubleQuote;
}

void HtmlText::endTag(std::string& text)
{
    _state = State::Text;
    if (std::find(kHidden.begin(), kHidden.end(), _word) != kHidden.end())
    {
        _hidden = "</" + _word;
        _match = 0;
        _state = State::Hidden;
    }
    const std::string_view name = std::string_view(_word).substr(_word.starts_with('/') ? 1 : 0);
    if (std::find(kInline.begin(), kInline.end(), name) == kInline.end())
        text.push_back(' ');
    _word.clear();
}

void HtmlText::markup(char c)
{
    if (c == '-' && _word.size() < 2)
    {
        _word.push_back(c);
        if (_word.size() == 2)
        {
            _state = State::Comment;
            _match = 2; // "<!-->" is one
        }
    }
    else if (c == '>')
        _state = State::Text;
    else
        _word = "none";
}

// Ends with "-->"; the dashes may be more.
void HtmlText::comment(char c)
{
    if (c == '-')
        _match = std::min<std::size_t>(_match + 1, 2);
    else if (c == '>' && _match == 2)
        _state = State::Text;
    else
        _match = 0;
}

void HtmlText::hidden(char c)
{
    if (ascii::lower(c) == _hidden[_match])
        ++_match;
    else
        _match = c == '<' ? 1 : 0;
    if (_match == _hidden.size())
        _state = State::Tag; // what stands before '>' is passed over
}

} // namespace kc::text
