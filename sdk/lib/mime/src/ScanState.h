// SPDX-License-Identifier: Apache-2.0
// The state of one scan. Octets are handled line by line; a line that a chunk cuts is carried over,
// up to the length of the longest line that could be a boundary. Longer lines are ordinary, so
// their octets need not be kept.
#pragma once

#include "Base64Check.h"
#include "Boundaries.h"
#include "HeaderCollector.h"

#include <kc/mime/Limits.h>
#include <kc/mime/Structure.h>

#include <string>
#include <string_view>
#include <vector>

namespace kc::mime
{

class ScanState
{
public:
    explicit ScanState(const Limits& limits);

    void feed(std::string_view chunk);
    Structure finish();

private:
    // A part with children, from the message down to the innermost open one.
    struct Container
    {
        PartIndex part;
        std::string
            boundary; // empty: an embedded message, or a multipart after its closing boundary
    };

    // What the next line belongs to.
    enum class Place : std::uint8_t
    {
        Header,
        Leaf,     // the body of _current
        Container // preamble or epilogue of _open.back()
    };

    std::size_t takeLines(std::string_view text);
    std::size_t takeCut(std::string_view text);
    std::size_t plainLines(std::string_view text);
    void line(std::string_view text);
    void longLine(std::string_view text);
    void headerLine(std::string_view text, bool isWhole);
    void advance(std::string_view text) noexcept;

    void startPart(PartIndex parent);
    void endHeader();
    void delimiter(Delimiter found, std::string_view line);
    void closeThrough(PartIndex container);
    void closePart(PartIndex index, std::uint64_t end, std::uint64_t lines);
    bool mayAddPartBelow(const Part& part) const noexcept;
    EnvelopeFields* envelopeOf(const Part& part) noexcept;

    Limits _limits;
    Structure _structure;
    HeaderCollector _headers;
    Boundaries _boundaries;
    Base64Check _base64;
    bool _checksBase64 = false;

    std::vector<Container> _open;
    std::vector<PartIndex> _lastChild;       // by part
    std::vector<std::uint64_t> _linesAtBody; // by part: line feeds before its body
    PartIndex _current = kNoPart; // the part whose header or body is read, if it is no container
    Place _place = Place::Header;

    std::uint64_t _offset = 0;   // of the next octet
    std::uint64_t _lines = 0;    // line feeds so far
    std::size_t _bodyEnding = 0; // ending of the line before, when that was a line of a body
    std::string _carry;
    bool _inLongLine = false;
    bool _lastWasCr = false; // the octet before, in a long line
};

} // namespace kc::mime
