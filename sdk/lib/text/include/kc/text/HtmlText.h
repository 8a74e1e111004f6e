// SPDX-License-Identifier: Apache-2.0
// The text of HTML without its markup, for previews; no parser of HTML, and nothing that it gives
// is HTML that could be shown. Streaming, total, linear; holds at most a few octets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kc::text
{

class HtmlText
{
public:
    /// Takes UTF-8, cut anywhere, and appends the text: tags gone, a blank for those that end a
    /// line or a cell, character references resolved, comments, script, style and title left out.
    void feed(std::string_view html, std::string& text);
    /// Appends what was held back.
    void finish(std::string& text);

private:
    enum class State : std::uint8_t
    {
        Text,
        Reference, // after '&'
        TagOpen,   // after '<'
        TagName,
        Tag,         // behind the name
        SingleQuote, // value of an attribute
        DoubleQuote,
        Markup,  // after "<!"
        Comment, // after "<!--"
        Hidden   // in an element whose content is no text
    };

    void character(char c, std::string& text);
    void textCharacter(char c, std::string& text);
    void reference(char c, std::string& text);
    void tagOpen(char c, std::string& text);
    void tagName(char c, std::string& text);
    void tag(char c, std::string& text);
    void markup(char c);
    void comment(char c);
    void hidden(char c);
    void endTag(std::string& text);
    void resolve(std::string& text);

    State _state = State::Text;
    std::string _word;   // the name of a tag or of a reference so far
    std::string _hidden; // the end tag that ends what is hidden: "</style"
    std::size_t _match = 0;
};

} // namespace kc::text
