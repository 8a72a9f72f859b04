/* err - the classes of outcome that the whole program shares.
 *
 * An err_t says what kind of thing went wrong and thus which HTTP status it has; which thing
 * went wrong, and where, is a fault (base/fault.h). Functions that can fail return err_t and
 * write their ret_ parameters only on ERR_OK. */
#ifndef OXY_BASE_ERR_H
#define OXY_BASE_ERR_H

#include "base/attr.h"

/*  id             HTTP  type slug               English title                        Vietnamese title */
#define ERR_MAP(X)                                                                                       \
	X(OK,           200, "ok",                   "OK",                                "Thành công")                              \
	X(MALFORMED,    400, "malformed",            "The request cannot be read",        "Không đọc được yêu cầu")                  \
	X(UNAUTHORIZED, 401, "unauthorized",         "A valid token is needed",           "Cần mã truy cập hợp lệ")                  \
	X(FORBIDDEN,    403, "forbidden",            "This role may not do this",         "Vai trò này không được làm việc này")     \
	X(NOT_FOUND,    404, "not-found",            "Nothing here by that name",         "Không tìm thấy")                          \
	X(NO_METHOD,    405, "method-not-allowed",   "This path has no such method",      "Đường dẫn không hỗ trợ phương thức này")  \
	X(CONFLICT,     409, "conflict",             "The state does not allow this",     "Trạng thái hiện tại không cho phép")      \
	X(TOO_LARGE,    413, "too-large",            "The body is too large",             "Nội dung quá lớn")                        \
	X(MEDIA,        415, "unsupported-media",    "This content type is not read",     "Không hỗ trợ loại nội dung này")          \
	X(INVALID,      422, "invalid",              "Some values are not acceptable",    "Một số giá trị không hợp lệ")             \
	X(TOO_MANY,     429, "too-many-requests",    "Too many requests",                 "Quá nhiều yêu cầu")                       \
	X(INTERNAL,     500, "internal",             "The server made a mistake",         "Máy chủ gặp lỗi")                         \
	X(UNKNOWN,      503, "outcome-unknown",      "The outcome is unknown; send again","Chưa rõ kết quả; hãy gửi lại")            \
	X(AWAY,         503, "unavailable",          "A service is away; send again",     "Dịch vụ tạm ngừng; hãy gửi lại")

typedef enum err {
#define X(id, http, slug, en, vi) ERR_##id,
	ERR_MAP(X)
#undef X
	    ERR_COUNT
} err_t;

enum lang { LANG_VI, LANG_EN };

int err_http(err_t e);
const char *err_slug(err_t e);
const char *err_title(err_t e, enum lang lang);

#endif
