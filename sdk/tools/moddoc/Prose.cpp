// SPDX-License-Identifier: Apache-2.0
// roffFromMarkdown: line by line, with what the line before it began.
#include "Roff.h"

#include <kc/descriptor/Words.h>

#include <cctype>
#include <vector>

namespace kc::moddoc
{
namespace
{

using descriptor::trim;

/// Emphasis and code inside of a line: **bold**, *italic*, `code`.
std::string inlined(sv text)
{
    std::string out;
    while (!text.empty())
    {
        const sv mark = text.starts_with("**") ? "**" : text.starts_with('`') ? "`" : sv{};
        const std::size_t end = mark.empty() ? sv::npos : text.find(mark, mark.size());
        if (end != sv::npos && end > mark.size())
        {
            out += "\\fB" + roffText(text.substr(mark.size(), end - mark.size())) + "\\fP";
            text.remove_prefix(end + mark.size());
            continue;
        }
        const std::size_t plain = std::min(text.find_first_of("*`", 1), text.size());
        out += roffText(text.substr(0, plain));
        text.remove_prefix(plain);
    }
    return out;
}

std::vector<std::string> cellsOf(sv line)
{
    std::vector<std::string> cells;
    line = trim(line);
    line.remove_prefix(1);
    while (!line.empty())
    {
        const std::size_t bar = std::min(line.find('|'), line.size());
        cells.emplace_back(trim(line.substr(0, bar)));
        line.remove_prefix(std::min(bar + 1, line.size()));
    }
    return cells;
}

class Converter
{
public:
    void line(sv text)
    {
        if (text.starts_with("```"))
            return fence();
        if (_inCode)
            return code(text);
        const sv body = trim(text);
        if (body.empty())
            return endBlock();
        if (text.starts_with("    ") && _block != Block::Item)
            return openCode(text.substr(4));
        if (_block == Block::Code)
            endBlock();
        if (body.starts_with('#'))
            return heading(body);
        if (body.starts_with('|'))
            return row(body);
        if (const std::size_t n = bullet(body); n > 0)
            return item(body, n);
        paragraph(body);
    }

    std::string done()
    {
        endBlock();
        return std::move(_out);
    }

private:
    enum class Block
    {
        None,
        Paragraph,
        Item,
        Table,
        Code
    };

    /// Octets of "* ", "- " or "1. " at the front; 0: no list item.
    static std::size_t bullet(sv body)
    {
        if (body.starts_with("* ") || body.starts_with("- "))
            return 2;
        const std::size_t digits = body.find_first_not_of("0123456789");
        return digits != 0 && digits != sv::npos && body.substr(digits).starts_with(". ")
                   ? digits + 2
                   : 0;
    }

    void put(const std::string& inlinedText)
    {
        _out += (inlinedText.starts_with('.') ? "\\&" : "") + inlinedText + "\n";
    }

    void endBlock()
    {
        if (_block == Block::Code)
            _out += ".EE\n.RE\n";
        _block = Block::None;
        _header.clear();
    }

    /// After a heading a paragraph begins by itself.
    void beginParagraph()
    {
        const std::size_t line = _out.rfind('\n', _out.size() < 2 ? 0 : _out.size() - 2);
        const sv last = sv{_out}.substr(line == std::string::npos ? 0 : line + 1);
        if (!_out.empty() && !last.starts_with(".SS"))
            _out += ".PP\n";
    }

    void fence()
    {
        if (!_inCode)
        {
            endBlock();
            beginParagraph();
            _out += ".RS 4\n.EX\n";
            _block = Block::Code;
        }
        else
            endBlock();
        _inCode = !_inCode;
    }

    void code(sv text) { _out += roffLine(text); }

    void openCode(sv text)
    {
        if (_block != Block::Code)
        {
            endBlock();
            beginParagraph();
            _out += ".RS 4\n.EX\n";
            _block = Block::Code;
        }
        code(text);
    }

    void heading(sv body)
    {
        endBlock();
        const sv title = trim(body.substr(std::min(body.find_first_not_of('#'), body.size())));
        if (!_sawTitle && body.starts_with("# "))
            _sawTitle = true;
        else
            _out += roffMacro("SS", title);
    }

    void item(sv body, std::size_t marker)
    {
        if (_block == Block::Table)
            endBlock();
        const sv sign = trim(body.substr(0, marker));
        _out += sign == "*" || sign == "-" ? ".IP \\(bu 2\n" : ".IP " + roffText(sign) + " 4\n";
        _block = Block::Item;
        put(inlined(body.substr(marker)));
    }

    /// A row as a tagged paragraph: the first cell, then the others with their headings.
    void row(sv body)
    {
        const std::vector<std::string> cells = cellsOf(body);
        if (_block != Block::Table)
        {
            endBlock();
            _block = Block::Table;
            _header = cells;
            return;
        }
        if (body.find_first_not_of("|-: ") == sv::npos)
            return;
        _out += ".TP\n";
        put(cells.empty() ? std::string{} : inlined(cells[0]));
        std::string rest;
        for (std::size_t i = 1; i < cells.size(); ++i)
        {
            const bool named = cells.size() > 2 && i < _header.size() && !_header[i].empty();
            rest += (rest.empty() ? "" : "; ") +
                    (named ? inlined(_header[i]) + ": " : std::string{}) + inlined(cells[i]);
        }
        put(rest.empty() ? "\\&" : rest);
    }

    void paragraph(sv body)
    {
        if (_block == Block::None || _block == Block::Table)
        {
            endBlock();
            beginParagraph();
            _block = Block::Paragraph;
        }
        put(inlined(body));
    }

    std::string _out;
    Block _block = Block::None;
    std::vector<std::string> _header;
    bool _inCode = false;
    bool _sawTitle = false;
};

} // namespace

std::string roffFromMarkdown(sv markdown)
{
    Converter converter;
    while (!markdown.empty())
    {
        const std::size_t end = std::min(markdown.find('\n'), markdown.size());
        converter.line(markdown.substr(0, end));
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
    }
    return converter.done();
}

} // namespace kc::moddoc
