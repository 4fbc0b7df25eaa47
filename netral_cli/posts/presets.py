# ruff: noqa: E501
"""The column names of known exports, and the usual names where the export is not known.

Names are compared without case, blanks, dots, dashes and underscores; nested JSON keys are joined by dots.
"""

from __future__ import annotations

from dataclasses import dataclass

from netral_cli.language import N_


@dataclass(frozen=True, slots=True)
class Preset:
    """One export format: the columns that give it away, and which hold what (empty: by the usual names)."""

    name: str
    needs: tuple[str, ...]
    text: str
    id: str = ""
    date: str = ""
    author: str = ""
    link: str = ""


PRESETS = (
    Preset("X API v1", ("full_text", "id_str", "user.screen_name"), "full_text", "id_str", "created_at", "user.screen_name"),
    Preset("X API v1", ("text", "id_str", "user.screen_name"), "text", "id_str", "created_at", "user.screen_name"),
    Preset("X API v2", ("text", "author_id", "edit_history_tweet_ids"), "text", "id", "created_at", "author_id"),
    Preset("X API v2 (twarc)", ("text", "author.username", "conversation_id"), "text", "id", "created_at", "author.username"),
    Preset("X (tweet-harvest)", ("full_text", "conversation_id_str", "tweet_url"), "full_text", "id_str", "created_at", "username", "tweet_url"),
    Preset("X (snscrape)", ("renderedContent", "user.username"), "rawContent", "id", "date", "user.username", "url"),
    Preset(N_("X (snscrape lama)"), ("content", "renderedContent", "user.username"), "content", "id", "date", "user.username", "url"),
    Preset("X (twscrape)", ("rawContent", "id_str", "user.username"), "rawContent", "id_str", "date", "user.username", "url"),
    Preset("X (twint)", ("tweet", "conversation_id", "username"), "tweet", "id", "date", "username", "link"),
    Preset("X (twitter-web-exporter)", ("full_text", "screen_name", "created_at"), "full_text", "id", "created_at", "screen_name", "url"),
    Preset("X (Apify)", ("fullText", "author.userName"), "fullText", "id", "createdAt", "author.userName", "url"),
    Preset("X (Apify)", ("text", "author.userName", "createdAt"), "text", "id", "createdAt", "author.userName", "url"),
    Preset("X (GraphQL)", ("legacy.full_text", "rest_id"), "legacy.full_text", "rest_id", "legacy.created_at"),
    Preset("Meta Content Library", ("text", "post_owner.name", "creation_time"), "text", "id", "creation_time", "post_owner.username"),
    Preset("Meta Content Library", ("text", "post_owner.id", "creation_time"), "text", "id", "creation_time", "post_owner.id"),
    Preset("CrowdTangle Facebook", ("Page Name", "Message", "Post Created"), "Message", "", "Post Created", "Page Name", "URL"),
    Preset(N_("CrowdTangle Facebook (grup)"), ("Group Name", "Message", "Post Created"), "Message", "", "Post Created", "Group Name", "URL"),
    Preset("CrowdTangle Instagram", ("Account", "Description", "Post Created"), "Description", "", "Post Created", "User Name", "URL"),
    Preset("CrowdTangle API", ("message", "platformId", "postUrl"), "message", "platformId", "date", "account.handle", "postUrl"),
    Preset("Instagram (Apify)", ("caption", "shortCode", "ownerUsername"), "caption", "id", "timestamp", "ownerUsername", "url"),
    Preset(N_("Komentar Instagram (Apify)"), ("text", "ownerUsername", "postUrl"), "text", "id", "timestamp", "ownerUsername", "postUrl"),
    Preset("Facebook (Apify)", ("text", "postId", "pageName"), "text", "postId", "time", "pageName", "url"),
    Preset(N_("Komentar Facebook (Apify)"), ("text", "commentUrl", "profileName"), "text", "id", "date", "profileName", "commentUrl"),
    Preset("Facebook (facebook-scraper)", ("post_text", "post_id"), "text", "post_id", "time", "username", "post_url"),
    Preset("Facebook Graph", ("message", "permalink_url", "created_time"), "message", "id", "created_time", "from.name", "permalink_url"),
    Preset("Facebook Graph", ("message", "created_time", "from.name"), "message", "id", "created_time", "from.name"),
    Preset(N_("Komentar YouTube (API)"), ("textOriginal", "authorDisplayName"), "textOriginal", "id", "publishedAt", "authorDisplayName"),
    Preset(N_("Komentar YouTube (API)"), ("textDisplay", "authorDisplayName"), "textDisplay", "id", "publishedAt", "authorDisplayName"),
    Preset(N_("Komentar YouTube (API)"), ("snippet.topLevelComment.snippet.textOriginal",), "snippet.topLevelComment.snippet.textOriginal", "id",
           "snippet.topLevelComment.snippet.publishedAt", "snippet.topLevelComment.snippet.authorDisplayName"),
    Preset(N_("Komentar YouTube (downloader)"), ("cid", "text", "author", "votes"), "text", "cid", "time_parsed", "author"),
    Preset(N_("Komentar YouTube (Apify)"), ("comment", "cid", "author"), "comment", "cid", "publishedTimeText", "author"),
    Preset("TikTok Research API", ("video_description", "username"), "video_description", "id", "create_time", "username"),
    Preset("TikTok (Apify)", ("text", "authorMeta.name", "webVideoUrl"), "text", "id", "createTimeISO", "authorMeta.name", "webVideoUrl"),
    Preset(N_("TikTok (pengikis)"), ("desc", "author.uniqueId"), "desc", "id", "createTime", "author.uniqueId"),
    Preset(N_("Komentar TikTok (Apify)"), ("text", "uniqueId", "videoWebUrl"), "text", "cid", "createTimeISO", "uniqueId", "videoWebUrl"),
    Preset(N_("Komentar TikTok"), ("text", "cid", "aweme_id"), "text", "cid", "create_time", "user.unique_id"),
    Preset("Brandwatch", ("Full Text", "Snippet", "Query Id"), "Full Text", "Resource Id", "Date", "Author", "Url"),
    Preset("Brandwatch", ("Full Text", "Snippet", "Date"), "Full Text", "Resource Id", "Date", "Author", "Url"),
    Preset("Talkwalker", ("content", "published", "extra_author_attributes.name"), "content", "external_id", "published", "extra_author_attributes.name", "url"),
    Preset("Meltwater", ("Opening Text", "Hit Sentence"), "Opening Text", "Document ID", "Date", "Influencer", "URL"),
    Preset("Sprinklr", ("Message", "Sender Screen Name"), "Message", "Universal Message Id", "Created Time", "Sender Screen Name", "Permalink"),
    Preset("Export Comments", ("Comment", "Profile ID", "Comment ID"), "Comment", "Comment ID", "Date", "Name"),
    Preset("4CAT", ("body", "thread_id", "timestamp"), "body", "id", "timestamp", "author"),
)  # fmt: skip

TEXT_FULL = (
    "full_text", "fullText", "text_full", "rawContent", "textOriginal", "tweet_full_text", "legacy.full_text",
    "isi_lengkap", "teks_lengkap",
)  # fmt: skip
TEXT_USUAL = (
    "text", "teks", "tweet", "tweet_text", "caption", "message", "content", "post_text", "isi", "konten", "komentar",
    "comment", "comment_text", "body", "postingan", "isi_post", "isi_postingan", "isi_komentar", "pesan", "textDisplay",
    "video_description", "desc", "cuitan", "keterangan", "isi_pos", "teks_pos", "isi_unggahan", "teks_unggahan",
)  # fmt: skip
TEXT_WEAK = (
    "description", "status", "post", "deskripsi", "snippet", "hit_sentence", "title", "judul", "selftext", "unggahan",
)  # fmt: skip
ID = (
    "id_str", "tweet_id", "post_id", "postid", "comment_id", "id", "cid", "message_id", "video_id", "resource_id",
    "id_post", "id_postingan", "id_pos", "id_unggahan", "id_komentar", "platform_id", "shortcode", "rest_id", "uuid", "guid", "nomor", "no",
)  # fmt: skip
DATE = (
    "created_at", "createdAt", "creation_time", "created_time", "create_time", "createTimeISO", "createTime",
    "post_created", "post_created_date", "published_at", "publishedAt", "published", "timestamp", "datetime",
    "date", "tanggal", "tgl", "waktu", "time", "posted_at", "tanggal_post", "tanggal_posting", "date_posted",
    "legacy.created_at", "upload_date", "tanggal_pos", "tanggal_unggah", "tanggal_unggahan", "waktu_posting",
    "waktu_unggah", "waktu_unggahan", "tgl_post", "tgl_posting", "tgl_unggah", "tgl_unggahan", "tanggal_postingan",
    "created", "created_date", "date_created", "post_date", "posted", "posted_on", "publish_date", "published_date",
    "date_published", "date_time", "hari_tanggal",
)  # fmt: skip
AUTHOR = (
    "screen_name", "user.screen_name", "username", "user_name", "user.username", "author.username", "ownerUsername",
    "authorMeta.name", "author.uniqueId", "uniqueId", "account.handle", "handle", "author", "authorDisplayName",
    "author_name", "profileName", "page_name", "group_name", "user.name", "from.name", "user", "akun", "nama_akun",
    "nama_halaman", "nama_profil", "nama_pengunggah", "pengunggah", "akun_pengunggah", "post_owner",
    "nama_akun_fb", "nama_akun_facebook", "nama_akun_ig", "nama_akun_instagram", "nama_akun_tiktok", "nama_akun_x",
    "pengguna", "nama_pengguna", "penulis", "account", "influencer", "name", "nama", "author_id", "user_id_str",
    "user_id",
)  # fmt: skip
LINK = (
    "url", "link", "tweet_url", "post_url", "permalink", "permalink_url", "postUrl", "webVideoUrl", "commentUrl",
    "tautan", "alamat", "post_link", "link_post", "source_url", "tautan_pos", "tautan_unggahan", "link_unggahan",
    "url_unggahan", "url_postingan", "link_postingan", "tautan_postingan", "link_bukti", "bukti_link", "tautan_bukti",
)  # fmt: skip

# Columns that name a person's account in some way: what --pseudonym replaces.
PERSONAL = (
    *AUTHOR, "display_name", "user.id", "user.id_str", "author.id", "author.name", "authorMeta.id", "authorMeta.nickName",
    "author.nickname", "in_reply_to_screen_name", "in_reply_to_user_id_str", "in_reply_to_user_id", "user_mentions.id", "user_mentions.id_str", "mentions.id", "ownerId",
    "ownerFullName", "profile_id", "profile_url", "profileUrl", "authorChannelUrl", "authorChannelId", "author_url",
    "user_url", "owner.username", "owner.id", "post_owner.name", "post_owner.username", "post_owner.id", "full_name",
    "from.id", "nickname", "fullname", "sender_screen_name", "sender_name", "facebook_id", "page_id", "channel_id",
)  # fmt: skip
