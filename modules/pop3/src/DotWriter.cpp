// SPDX-License-Identifier: Apache-2.0
// See DotWriter.h.
#include "DotWriter.h"

namespace kc::pop3
{

bool DotWriter::write(sv octets, std::string& out)
{
    while (!octets.empty())
    {
        if (_at == At::LineStart && !_inHeader && _bodyLines == 0)
            return false;
        const std::size_t end = octets.find('\n');
        const sv text = octets.substr(0, end); // of the line at hand, without its LF
        if (!text.empty())
        {
            const bool isStart = _at == At::LineStart;
            if (isStart && text.front() == '.')
                out += '.';
            out += text;
            _isEmptyLine = isStart && text == "\r";
            _at = text.back() == '\r' ? At::Cr : At::Text;
        }
        if (end == sv::npos)
            return true;
        out += _at == At::Cr ? sv{"\n"} : sv{"\r\n"};
        octets.remove_prefix(end + 1);
        if (!endLine())
            return false;
    }
    return true;
}

/// False after the last line that is wanted.
bool DotWriter::endLine()
{
    _at = At::LineStart;
    if (!_inHeader)
        --_bodyLines;
    else if (_isEmptyLine)
        _inHeader = false;
    _isEmptyLine = true;
    return _inHeader || _bodyLines > 0;
}

void DotWriter::finish(std::string& out) const
{
    if (_at != At::LineStart)
        out += _at == At::Cr ? sv{"\n"} : sv{"\r\n"};
    out += ".\r\n";
}

} // namespace kc::pop3
