// SPDX-License-Identifier: Apache-2.0
// Blobs through the module: upload, download, copies, and the methods of RFC 9404.
#include "Doubles.h"

#include "BlobData.h"
#include "Uploads.h"
#include "UrlText.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class BlobTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(BlobTest);
    CPPUNIT_TEST(givesBackWhatWasUploaded);
    CPPUNIT_TEST(namesFilesInAnyScript);
    CPPUNIT_TEST(showsABlobToItsUploaderAlone);
    CPPUNIT_TEST(refusesUploadsBeforeTheyCome);
    CPPUNIT_TEST(limitsUploadsUnderWay);
    CPPUNIT_TEST(dropsTheOldestWhenThereIsNoRoom);
    CPPUNIT_TEST(keepsUploadsForTheirLifetime);
    CPPUNIT_TEST(wantsRoomForTheLargestUpload);
    CPPUNIT_TEST(keepsNothingThatFailed);
    CPPUNIT_TEST(uploadsNowhereWithoutAStore);
    CPPUNIT_TEST(copiesBetweenAccounts);
    CPPUNIT_TEST(putsBlobsTogether);
    CPPUNIT_TEST(refusesBlobsThatAreNotExact);
    CPPUNIT_TEST(readsPartsOfBlobs);
    CPPUNIT_TEST(boundsWhatBlobsMayTake);
    CPPUNIT_TEST(looksNothingUpYet);
    CPPUNIT_TEST(readsAndWritesBase64AndUtf8);
    CPPUNIT_TEST_SUITE_END();

    static void become(Server& server, kc_id id)
    {
        server.who = {id, server.directory.entries.at(id).login, 0};
    }

    static kc_id addUser(Server& server, const std::string& login)
    {
        return server.directory.add({login, "", login + "@localhost", "", ""});
    }

    static HttpReply upload(Server& server, const std::string& account, const std::string& octets,
                            const std::string& type = "text/plain")
    {
        return server.ask("/jmap", "/upload/" + account, "POST", octets, type);
    }

    static HttpReply download(Server& server, const std::string& account, const std::string& id,
                              const std::string& name = "f", const std::string& type = "text/plain")
    {
        return server.ask("/jmap", "/download/" + account + "/" + id + "/" + name, "GET",
                          HttpDetails{"", "", "type=" + type, ""});
    }

    /// One call as `account`'s user: its arguments, or {"error": …}.
    static Json blobCall(Server& server, const std::string& method, Json arguments)
    {
        return calls(server, Json::array({Json::array({method, std::move(arguments), "c"})}))[0];
    }

    static Json calls(Server& server, const Json& list)
    {
        const Json request{{"using", {"urn:ietf:params:jmap:core", "urn:ietf:params:jmap:blob"}},
                           {"methodCalls", list}};
        const HttpReply reply = server.post(request.dump());
        CPPUNIT_ASSERT_EQUAL(200U, reply.status);
        Json results = Json::array();
        const Json answer = reply.json();
        for (const Json& response : answer["methodResponses"])
            results.push_back(response[0] == "error" ? Json{{"error", response[1]["type"]}}
                                                     : response[1]);
        return results;
    }

    void givesBackWhatWasUploaded()
    {
        Server server;
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        for (const std::string& octets : {std::string{}, std::string{"x"},
                                          std::string(200'000, '\xff'), std::string{"\0\r\n", 3}})
        {
            const HttpReply made = upload(server, account, octets, "image/png");
            CPPUNIT_ASSERT_EQUAL(201U, made.status);
            const Json blob = made.json();
            CPPUNIT_ASSERT(blob["accountId"] == account && blob["type"] == "image/png" &&
                           blob["size"] == octets.size());
            const HttpReply got =
                download(server, account, blob["blobId"], "a b/c.png", "image%2Fpng");
            CPPUNIT_ASSERT_EQUAL(200U, got.status);
            CPPUNIT_ASSERT(got.body == octets);
            CPPUNIT_ASSERT_EQUAL(std::string{"image/png"}, got.headers.at("Content-Type"));
            CPPUNIT_ASSERT_EQUAL(std::string{"private, immutable, max-age=31536000"},
                                 got.headers.at("Cache-Control"));
        }
        CPPUNIT_ASSERT(upload(server, account, "x", "").json()["type"] ==
                       "application/octet-stream");
        CPPUNIT_ASSERT_EQUAL(201U, upload(server, account + "/", "x").status);
        const std::string id = upload(server, account, "x").json()["blobId"];
        for (const char* type : {"", "text", "a/b%0D%0ASet-Cookie:%20x", "%zz", "te%20xt/plain"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                type, std::string{"application/octet-stream"},
                download(server, account, id, "f", type).headers.at("Content-Type"));
        CPPUNIT_ASSERT_EQUAL(405U, server.ask("/jmap", "/upload/" + account, "GET").status);
        CPPUNIT_ASSERT_EQUAL(405U, server.ask("/jmap", "/download/a10/u0/f", "POST", "x").status);
    }

    void namesFilesInAnyScript()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"attachment; filename=\"a.txt\""},
                             attachmentNamed("a.txt"));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"attachment; filename=\"__ _.txt\"; filename*=UTF-8''%C3%BC%20%22.txt"},
            attachmentNamed("\xc3\xbc \".txt"));
        CPPUNIT_ASSERT(attachmentNamed("a\r\nb").find('\r') == std::string::npos);
        CPPUNIT_ASSERT(queryVariable("a=1&bb=%20x&b=2", "b") == std::optional<std::string>{"2"});
        CPPUNIT_ASSERT(queryVariable("a=1&bb=%20x", "bb") == std::optional<std::string>{" x"});
        CPPUNIT_ASSERT(!queryVariable("a=1&b=%2", "b"));
        CPPUNIT_ASSERT(!queryVariable("ab=1&a", "a"));
    }

    void showsABlobToItsUploaderAlone()
    {
        Server server;
        const kc_id ann = addUser(server, "ann");
        const kc_id bob = addUser(server, "bob");
        const std::string account = "a" + std::to_string(ann);
        become(server, ann);
        const std::string id = upload(server, account, "hers").json()["blobId"];
        CPPUNIT_ASSERT_EQUAL(404U, download(server, account, id + "0").status);
        CPPUNIT_ASSERT_EQUAL(404U, download(server, account, id, "").status);
        become(server, bob);
        const std::string own = "a" + std::to_string(bob);
        CPPUNIT_ASSERT_EQUAL(404U, download(server, account, id).status);
        CPPUNIT_ASSERT_EQUAL(404U, download(server, own, id).status);
        CPPUNIT_ASSERT_EQUAL(404U, upload(server, account, "his").status);
        CPPUNIT_ASSERT(
            blobCall(server, "Blob/get", {{"accountId", account}, {"ids", {id}}})["error"] ==
            "accountNotFound");
        CPPUNIT_ASSERT(
            blobCall(server, "Blob/get", {{"accountId", own}, {"ids", {id}}})["notFound"][0] == id);
        server.who = {};
        // SYSTEM may use any account, but RFC 8620 §6.1: an upload is its uploader's alone.
        CPPUNIT_ASSERT_EQUAL(404U, download(server, account, id).status);
        CPPUNIT_ASSERT_EQUAL(201U, upload(server, account, "system's").status);
        for (const char* none : {"a0", "a2", "a999", "a010", "a", "x10", "d0", ""})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(none, 404U, upload(server, none, "x").status);
    }

    void refusesUploadsBeforeTheyCome()
    {
        Server server{{{"jmap_max_size_upload", "1k"}}};
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        CPPUNIT_ASSERT_EQUAL(201U, upload(server, account, std::string(1024, 'x')).status);
        bool hasCome = false;
        server.onBegun = [&] { hasCome = true; };
        const HttpReply large = upload(server, account, std::string(1025, 'x'));
        CPPUNIT_ASSERT_EQUAL(413U, large.status);
        CPPUNIT_ASSERT(large.json()["limit"] == "maxSizeUpload");
        CPPUNIT_ASSERT_EQUAL(std::string{"application/problem+json"},
                             large.headers.at("Content-Type"));
        CPPUNIT_ASSERT_EQUAL(404U, upload(server, "a999", "x").status);
        CPPUNIT_ASSERT(!hasCome);
    }

    void limitsUploadsUnderWay()
    {
        Server server{{{"jmap_max_concurrent_upload", "2"}}};
        const kc_id ann = addUser(server, "ann");
        const kc_id bob = addUser(server, "bob");
        const std::string account = "a" + std::to_string(ann);
        HttpReply third, other;
        become(server, ann);
        server.onBegun = [&]
        {
            server.onBegun = [&]
            {
                third = upload(server, account, "third");
                become(server, bob);
                other = upload(server, "a" + std::to_string(bob), "other");
                become(server, ann);
            };
            CPPUNIT_ASSERT_EQUAL(201U, upload(server, account, "second").status);
        };
        CPPUNIT_ASSERT_EQUAL(201U, upload(server, account, "first").status);
        CPPUNIT_ASSERT_EQUAL(429U, third.status);
        CPPUNIT_ASSERT(third.json()["limit"] == "maxConcurrentUpload");
        CPPUNIT_ASSERT_EQUAL(201U, other.status);
        CPPUNIT_ASSERT_EQUAL(201U, upload(server, account, "third again").status);
    }

    void dropsTheOldestWhenThereIsNoRoom()
    {
        Server server{{{"jmap_upload_quota", "2k"}, {"jmap_max_size_upload", "2k"}}};
        server.sql.setRunningTwice(true);
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        std::vector<std::string> ids;
        for (int i = 0; i < 3; ++i)
            ids.push_back(upload(server, account, std::string(900, 'x')).json()["blobId"]);
        CPPUNIT_ASSERT_EQUAL(404U, download(server, account, ids[0]).status);
        CPPUNIT_ASSERT_EQUAL(200U, download(server, account, ids[1]).status);
        CPPUNIT_ASSERT_EQUAL(200U, download(server, account, ids[2]).status);
        ids.push_back(upload(server, account, std::string(2048, 'x')).json()["blobId"]);
        CPPUNIT_ASSERT_EQUAL(404U, download(server, account, ids[2]).status);
        CPPUNIT_ASSERT_EQUAL(200U, download(server, account, ids[3]).status);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.attachments.references.size());
    }

    void keepsUploadsForTheirLifetime()
    {
        Server server;
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        const std::string id = upload(server, account, "x").json()["blobId"];
        kc::Context context = server.context();
        Uploads uploads{context, kc::Sql{server.kernel().service(KC_SQL)},
                        server.kernel().service(KC_ATTACHSTORE)};
        uploads.expire(context, std::chrono::hours{1});
        CPPUNIT_ASSERT_EQUAL(200U, download(server, account, id).status);
        uploads.expire(context, std::chrono::seconds{-1}); // as if it had been uploaded long ago
        CPPUNIT_ASSERT_EQUAL(404U, download(server, account, id).status);
        CPPUNIT_ASSERT(server.attachments.references.empty());
        CPPUNIT_ASSERT_THROW((Server{{{"jmap_upload_lifetime", "59m"}}}),
                             kc::Fault); // RFC 8620 §6: an hour
    }

    void wantsRoomForTheLargestUpload()
    {
        Server server;
        CPPUNIT_ASSERT_THROW(server.kernel().reload("jmap", {{"jmap_upload_quota", "1M"}}),
                             kc::Fault);
        server.kernel().reload("jmap",
                               {{"jmap_upload_quota", "1M"}, {"jmap_max_size_upload", "1M"}});
    }

    void keepsNothingThatFailed()
    {
        Server server;
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        server.attachments.failing = true;
        CPPUNIT_ASSERT_EQUAL(1000U, upload(server, account, "x").status);
        server.attachments.failing = false;
        server.sql.setFailing(true);
        CPPUNIT_ASSERT_EQUAL(1000U, upload(server, account, "x").status);
        const Json failed = blobCall(server, "Blob/get", {{"accountId", account}, {"ids", {"u0"}}});
        CPPUNIT_ASSERT(failed["error"] == "serverUnavailable");
        server.sql.setFailing(false);
        CPPUNIT_ASSERT(server.attachments.references.empty());
        CPPUNIT_ASSERT_EQUAL(201U, upload(server, account, "x").status);
    }

    void uploadsNowhereWithoutAStore()
    {
        Server server{{}, Server::Storage::None};
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        CPPUNIT_ASSERT_EQUAL(404U, upload(server, account, "x").status);
        const Json session = server.ask("/jmap", "", "GET").json();
        CPPUNIT_ASSERT(!session["capabilities"].contains("urn:ietf:params:jmap:blob"));
        CPPUNIT_ASSERT(session["capabilities"]["urn:ietf:params:jmap:core"]["maxSizeUpload"] == 0);
        CPPUNIT_ASSERT(
            blobCall(server, "Blob/get", {{"accountId", account}, {"ids", {"u"}}})["error"] ==
            "accountNotSupportedByMethod");
    }

    void copiesBetweenAccounts()
    {
        Server server;
        const std::string ann = "a" + std::to_string(addUser(server, "ann"));
        const std::string bob = "a" + std::to_string(addUser(server, "bob"));
        server.who = {};
        const std::string id = upload(server, ann, "both").json()["blobId"];
        const Json copied =
            blobCall(server, "Blob/copy",
                     {{"fromAccountId", ann}, {"accountId", bob}, {"blobIds", {id, "u0"}}});
        CPPUNIT_ASSERT(copied["fromAccountId"] == ann && copied["accountId"] == bob);
        CPPUNIT_ASSERT(copied["notCopied"]["u0"]["type"] == "notFound");
        CPPUNIT_ASSERT_EQUAL(std::string{"both"}, download(server, bob, copied["copied"][id]).body);
        struct Case
        {
            Json arguments;
            const char* error;
        };

        const Case cases[]{
            {{{"fromAccountId", "a99"}, {"accountId", bob}, {"blobIds", {id}}},
             "fromAccountNotFound"},
            {{{"fromAccountId", ann}, {"accountId", "a99"}, {"blobIds", {id}}}, "accountNotFound"},
            {{{"fromAccountId", ann}, {"accountId", "d0"}, {"blobIds", {id}}},
             "accountNotSupportedByMethod"},
            {{{"fromAccountId", ann}, {"accountId", bob}}, "invalidArguments"},
            {{{"fromAccountId", ann}, {"accountId", bob}, {"blobIds", {1}}}, "invalidArguments"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_MESSAGE(c.arguments.dump(),
                                   blobCall(server, "Blob/copy", c.arguments)["error"] == c.error);
    }

    void putsBlobsTogether()
    {
        Server server;
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        // RFC 9404 §4.1.2.
        const Json results = calls(
            server,
            {{"Blob/upload",
              {{"accountId", account},
               {"create",
                {{"b4",
                  {{"data",
                    {{{"data:asText", "The quick brown fox jumped over"
                                      " the lazy dog."}}}}}}}}},
              "S4"},
             {"Blob/upload",
              {{"accountId", account},
               {"create",
                {{"cat",
                  {{"type", "text/plain"},
                   {"data",
                    {{{"data:asText", "How"}},
                     {{"blobId", "#b4"}, {"length", 7}, {"offset", 3}},
                     {{"data:asText", "was t"}},
                     {{"blobId", "#b4"}, {"length", 1}, {"offset", 1}},
                     {{"data:asBase64", "YXQ/"}}}}}}}}},
              "CAT"},
             {"Blob/get",
              {{"accountId", account}, {"properties", {"data:asText", "size"}}, {"ids", {"#cat"}}},
              "G4"}});
        CPPUNIT_ASSERT(results[1]["created"]["cat"]["type"] == "text/plain");
        CPPUNIT_ASSERT(results[1]["notCreated"].is_null());
        CPPUNIT_ASSERT(results[2]["list"][0]["id"] == results[1]["created"]["cat"]["id"]);
        CPPUNIT_ASSERT(results[2]["list"][0]["data:asText"] == "How quick was that?");
        CPPUNIT_ASSERT(results[2]["list"][0]["size"] == 19);
    }

    void refusesBlobsThatAreNotExact()
    {
        Server server{{{"jmap_max_size_upload", "1k"}}};
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        const std::string id = upload(server, account, "0123456789").json()["blobId"];
        struct Case
        {
            const char* data;
            const char* error;
        };

        const Case cases[]{{R"([{"data:asText":1}])", "invalidProperties"},
                           {R"([{"data:asText":"a","data:asBase64":"YQ=="}])", "invalidProperties"},
                           {R"([{"data:asBase64":"YQ"}])", "invalidProperties"},
                           {R"([{"data:asBase64":"Y*=="}])", "invalidProperties"},
                           {R"([{}])", "invalidProperties"},
                           {R"([1])", "invalidProperties"},
                           {R"({})", "invalidProperties"},
                           {R"([{"blobId":"ID","offset":11}])", "invalidProperties"},
                           {R"([{"blobId":"ID","offset":5,"length":6}])", "invalidProperties"},
                           {R"([{"blobId":"ID","offset":-1}])", "invalidProperties"},
                           {R"([{"blobId":"ID","length":"1"}])", "invalidProperties"},
                           {R"([{"blobId":"u0"}])", "blobNotFound"},
                           {R"([{"blobId":"#none"}])", "blobNotFound"}};
        for (const Case& c : cases)
        {
            std::string data = c.data;
            if (const std::size_t at = data.find("ID"); at != std::string::npos)
                data.replace(at, 2, id);
            const Json answer = blobCall(
                server, "Blob/upload",
                {{"accountId", account}, {"create", {{"x", {{"data", Json::parse(data)}}}}}});
            CPPUNIT_ASSERT_MESSAGE(c.data, answer["notCreated"]["x"]["type"] == c.error);
            CPPUNIT_ASSERT(answer["created"].is_null());
        }
        const Json sources = Json::array({{{"data:asText", std::string(1025, 'x')}}});
        CPPUNIT_ASSERT(
            blobCall(server, "Blob/upload",
                     {{"accountId", account},
                      {"create", {{"x", {{"data", sources}}}}}})["notCreated"]["x"]["type"] ==
            "tooLarge");
        const Json many = Json(std::vector<Json>(65, Json{{"data:asText", "x"}}));
        CPPUNIT_ASSERT(
            blobCall(server, "Blob/upload",
                     {{"accountId", account},
                      {"create", {{"x", {{"data", many}}}}}})["notCreated"]["x"]["type"] ==
            "invalidProperties");
        CPPUNIT_ASSERT(blobCall(server, "Blob/upload", {{"accountId", account}})["error"] ==
                       "invalidArguments");
    }

    void readsPartsOfBlobs()
    {
        Server server;
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        const std::string id = upload(server, account, "The quick \xff brown").json()["blobId"];
        const auto get = [&](Json arguments)
        {
            arguments["accountId"] = account;
            arguments["ids"] = {id, id, "u0"};
            const Json answer = blobCall(server, "Blob/get", std::move(arguments));
            CPPUNIT_ASSERT(!answer.contains("list") || answer["list"].size() == 1);
            CPPUNIT_ASSERT(!answer.contains("list") || answer["notFound"] == Json{"u0"});
            return answer.contains("list") ? answer["list"][0] : answer;
        };
        CPPUNIT_ASSERT_EQUAL(std::string{R"({"data:asBase64":"VGhlIHF1aWNrIP8gYnJvd24=",)"
                                         R"("id":"ID","isEncodingProblem":true,"size":17})"},
                             withId(get(Json::object()).dump(), id));
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"({"data:asText":"quick","id":"ID"})"},
            withId(get({{"offset", 4}, {"length", 5}, {"properties", {"data"}}}).dump(), id));
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"({"data:asText":null,"id":"ID","isEncodingProblem":true})"},
            withId(get({{"properties", {"data:asText"}}}).dump(), id));
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"({"data:asText":"own","id":"ID","isTruncated":true})"},
            withId(get({{"offset", 14}, {"length", 5}, {"properties", {"data"}}}).dump(), id));
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"({"digest:sha":"ColrPe4N1KDKE1jd8SYulU0I5a0=","id":"ID"})"},
            withId(get({{"properties", {"digest:sha"}}}).dump(), id));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
            get({{"properties", {"digest:sha-256"}}, {"length", 0}})["digest:sha-256"]
                .get<std::string>());
        for (const char* wrong : {"digest:md5", "data:asHex", ""})
            CPPUNIT_ASSERT(get({{"properties", {wrong}}})["error"] == "invalidArguments");
        CPPUNIT_ASSERT(get({{"offset", -1}})["error"] == "invalidArguments");
        CPPUNIT_ASSERT(blobCall(server, "Blob/get", {{"accountId", account}})["error"] ==
                       "invalidArguments");
    }

    static std::string withId(std::string text, const std::string& id)
    {
        const std::size_t at = text.find(id);
        return at == std::string::npos ? text : text.replace(at, id.size(), "ID");
    }

    void boundsWhatBlobsMayTake()
    {
        Server server{{{"jmap_max_size_request", "64k"}}};
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        const std::string id = upload(server, account, std::string(40'000, 'x')).json()["blobId"];
        const Json call = {"Blob/get", {{"accountId", account}, {"ids", {id}}}, "c"};
        const Json results = calls(server, {call, call});
        CPPUNIT_ASSERT(results[0]["list"][0]["size"] == 40'000);
        CPPUNIT_ASSERT(results[1]["error"] == "requestTooLarge");
    }

    void looksNothingUpYet()
    {
        Server server;
        const kc_id ann = addUser(server, "ann");
        become(server, ann);
        const std::string account = "a" + std::to_string(ann);
        const std::string id = upload(server, account, "x").json()["blobId"];
        const Json found =
            blobCall(server, "Blob/lookup",
                     {{"accountId", account}, {"typeNames", Json::array()}, {"ids", {id, "u0"}}});
        CPPUNIT_ASSERT(found["list"][0]["id"] == id && found["notFound"] == Json{"u0"});
        CPPUNIT_ASSERT(
            blobCall(server, "Blob/lookup",
                     {{"accountId", account}, {"typeNames", {"Email"}}, {"ids", {id}}})["error"] ==
            "unknownDataType");
    }

    void readsAndWritesBase64AndUtf8()
    {
        for (const std::size_t size : {0U, 1U, 2U, 3U, 196607U, 196608U, 196609U, 500000U})
        {
            std::string octets(size, '\0');
            for (std::size_t i = 0; i < size; ++i)
                octets[i] = static_cast<char>(i * 7);
            CPPUNIT_ASSERT(decodeBase64(encodeBase64(octets)) == std::optional{octets});
        }
        for (const char* wrong : {"A", "AA", "AAA", "====", "A===", "AA==AA==", "AA= ", "AA\n="})
            CPPUNIT_ASSERT_MESSAGE(wrong, !decodeBase64(wrong) || decodeBase64(wrong)->empty());
        for (const char* fine : {"", "a", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})
            CPPUNIT_ASSERT_MESSAGE(fine, isUtf8(fine));
        for (const char* bad : {"\x80", "\xc0\x80", "\xc3", "\xe2\x82", "\xed\xa0\x80",
                                "\xf4\x90\x80\x80", "\xe0\x80\x80", "\xff"})
            CPPUNIT_ASSERT(!isUtf8(bad));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BlobTest);
