// SPDX-License-Identifier: Apache-2.0
#include <kc/mime/Scanner.h>
#include <kc/text/HtmlText.h>
#include <kc/text/Preview.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <utility>
#include <vector>

using namespace kc;
using namespace std::string_literals;

namespace
{

std::string preview(const std::string& message)
{
    return text::previewOf(mime::scan(message), message);
}

std::string html(const std::string& source, std::size_t step = 1000)
{
    text::HtmlText html;
    std::string text;
    for (std::size_t at = 0; at < source.size(); at += step)
        html.feed(source.substr(at, step), text);
    html.finish(text);
    return text;
}

} // namespace

class PreviewTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(PreviewTest);
    CPPUNIT_TEST(takesTheFirstText);
    CPPUNIT_TEST(collapsesBlanks);
    CPPUNIT_TEST(countsCharacters);
    CPPUNIT_TEST(undoesEncodings);
    CPPUNIT_TEST(looksAtABoundedPart);
    CPPUNIT_TEST(removesMarkup);
    CPPUNIT_TEST(removesMarkupHoweverItIsCut);
    CPPUNIT_TEST_SUITE_END();

public:
    void takesTheFirstText()
    {
        const std::string multipart = "Content-Type: multipart/mixed; boundary=b\n\n";
        CPPUNIT_ASSERT_EQUAL("hello"s, preview("\nhello\n"));
        CPPUNIT_ASSERT_EQUAL(""s, preview("Content-Type: image/png\n\nhello\n"));
        CPPUNIT_ASSERT_EQUAL(""s, preview(""));
        CPPUNIT_ASSERT_EQUAL("two"s,
                             preview(multipart + "--b\nContent-Type: text/html\n\n<b>one</b>\n"
                                                 "--b\nContent-Disposition: attachment\n\nfile\n"
                                                 "--b\n\ntwo\n--b\n\nthree\n--b--\n"));
        CPPUNIT_ASSERT_EQUAL("one"s, preview(multipart + "--b\nContent-Type: text/html\n\n"
                                                         "<b>one</b>\n--b--\n"));
        CPPUNIT_ASSERT_EQUAL(""s, preview(multipart + "--b\nContent-Type: message/rfc822\n\n"
                                                      "\nembedded\n--b--\n"));
    }

    void collapsesBlanks()
    {
        CPPUNIT_ASSERT_EQUAL("a b c"s, preview("\n\n \t a \r\n\r\n b\u00A0\u2003c \n"));
        CPPUNIT_ASSERT_EQUAL("abc"s, preview("\na\u200Bb\uFEFF\u00ADc\u034F \u034F\n"));
        CPPUNIT_ASSERT_EQUAL("a b"s, preview("\na\x01\x1B\x7F"
                                             "b"));
    }

    void countsCharacters()
    {
        const std::string many(500, 'a');
        CPPUNIT_ASSERT_EQUAL(many.substr(0, 200), preview("\n" + many));
        std::string wide;
        for (int i = 0; i < 300; ++i)
            wide += "ä";
        CPPUNIT_ASSERT_EQUAL(wide.substr(0, 400), preview("\n" + wide));
        // A blank that would be the last character is none.
        CPPUNIT_ASSERT_EQUAL(many.substr(0, 199), preview("\n" + many.substr(0, 199) + " b"));
    }

    void undoesEncodings()
    {
        CPPUNIT_ASSERT_EQUAL("über"s, preview("Content-Transfer-Encoding: quoted-printable\n"
                                              "Content-Type: text/plain; charset=iso-8859-1\n\n"
                                              "=FCb=\ner\n"));
        CPPUNIT_ASSERT_EQUAL("über"s, preview("Content-Transfer-Encoding: base64\n"
                                              "Content-Type: text/plain; charset=utf-8\n\n"
                                              "w7xi\nZXI=\n"));
    }

    void looksAtABoundedPart()
    {
        const std::string style =
            "<style>" + std::string(text::kPreviewInput, 'x') + "</style>late";
        CPPUNIT_ASSERT_EQUAL(""s, preview("Content-Type: text/html\n\n" + style));
    }

    void removesMarkup()
    {
        const std::vector<std::pair<std::string, std::string>> cases{
            {"a<b>b</b>c", "abc"},
            {"a<br>b<P>c</p>", "a b c "},
            {"<a href='x>y' title=\"a>b\">z</a>", "z"},
            {"<!-- a > b -- c -->d<!---->e<!-->f", "def"},
            {"<!doctype html><?xml?>a", "a"},
            {"<style>a<b</b></STYLE >b", "  b"},
            {"<script>if (a</b/.x) '</scr'</script>c", "  c"},
            {"<title>t</title>", "  "},
            {"&lt;&amp;&#228;&#xE4;&uuml;&nbsp;", "<&ää\u00FC\u00A0"},
            {"&lt &unknown; &; &#; &#x110000; &#xD800; &",
             "< &unknown; &; &#; &#x110000; &#xD800; &"},
            {"&amp&amp;", "&&"},
            {"a < b <3", "a < b <3"},
            {"<", "<"},
            {"<<b>c", "<c"},
            {"a<b", "a"},
            {"<b/>x<br/>y", "x y"},
        };
        for (const auto& [source, text] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(source, text, html(source));
    }

    void removesMarkupHoweverItIsCut()
    {
        const std::string source =
            "a<!-- x --><style>p {}</style>&auml;<b title='>'>c</b>&amp d < e";
        for (std::size_t step = 1; step < 8; ++step)
            CPPUNIT_ASSERT_EQUAL(html(source), html(source, step));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PreviewTest);
