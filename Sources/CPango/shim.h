#pragma once

// The functions of Pango 1.50 and later that are used here. Its own headers need those of GLib, whose flags of pkg-config have
// -pthread, about which SwiftPM warns at every build. Types are opaque to Swift either way.
//
// The library is opened with the first of its functions: Pango brings fifteen others along, and most commands write no word.
#include <dlfcn.h>

typedef struct _cairo canns_cairo;
struct _cairo_font_options;
typedef struct _PangoContext PangoContext;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoLayoutLine PangoLayoutLine;
typedef struct { int x, y, width, height; } PangoRectangle;

enum { PANGO_SCALE = 1024 };
enum { canns_PANGO_WEIGHT_BOLD = 700, canns_PANGO_WRAP_WORD_CHAR = 2 };

/// A function of Pango or GLib; null when the library is not installed.
static inline void *canns_pango_function(const char *name) {
  static void *opened;
  void *library = __atomic_load_n(&opened, __ATOMIC_ACQUIRE);
  if (!library) {
    // Two threads may both open it: they get the same.
    library = dlopen("libpangocairo-1.0.so.0", RTLD_NOW);
    __atomic_store_n(&opened, library, __ATOMIC_RELEASE);
  }
  return library ? dlsym(library, name) : 0;
}

/// Whether Pango is installed. No other function below may be called where it is not.
static inline int canns_pango_is_installed(void) { return canns_pango_function("pango_cairo_create_layout") != 0; }

#define CANNS_PANGO(result, name, parameters, ...)                                 \
  static inline result name parameters {                                           \
    static void *known;                                                            \
    void *function = __atomic_load_n(&known, __ATOMIC_ACQUIRE);                    \
    if (!function) {                                                               \
      function = canns_pango_function(#name);                                      \
      __atomic_store_n(&known, function, __ATOMIC_RELEASE);                        \
    }                                                                              \
    return ((result(*) parameters)function)(__VA_ARGS__);                          \
  }

CANNS_PANGO(PangoLayout *, pango_cairo_create_layout, (canns_cairo *cr), cr)
CANNS_PANGO(void, pango_cairo_context_set_font_options,
            (PangoContext *context, const struct _cairo_font_options *options), context, options)
CANNS_PANGO(void, pango_cairo_update_context, (canns_cairo *cr, PangoContext *context), cr, context)
CANNS_PANGO(void, pango_cairo_show_layout_line, (canns_cairo *cr, PangoLayoutLine *line), cr, line)

CANNS_PANGO(PangoContext *, pango_layout_get_context, (PangoLayout *layout), layout)
CANNS_PANGO(void, pango_context_set_language, (PangoContext *context, PangoLanguage *language), context, language)
CANNS_PANGO(void, pango_context_set_round_glyph_positions, (PangoContext *context, int round), context, round)
CANNS_PANGO(PangoLanguage *, pango_language_from_string, (const char *language), language)

CANNS_PANGO(PangoFontDescription *, pango_font_description_new, (void))
CANNS_PANGO(void, pango_font_description_free, (PangoFontDescription *description), description)
CANNS_PANGO(void, pango_font_description_set_family, (PangoFontDescription *description, const char *family),
            description, family)
CANNS_PANGO(void, pango_font_description_set_absolute_size, (PangoFontDescription *description, double size),
            description, size)
CANNS_PANGO(void, pango_font_description_set_weight, (PangoFontDescription *description, int weight), description, weight)

CANNS_PANGO(void, pango_layout_set_font_description,
            (PangoLayout *layout, const PangoFontDescription *description), layout, description)
CANNS_PANGO(void, pango_layout_set_text, (PangoLayout *layout, const char *text, int length), layout, text, length)
CANNS_PANGO(void, pango_layout_set_width, (PangoLayout *layout, int width), layout, width)
CANNS_PANGO(void, pango_layout_set_auto_dir, (PangoLayout *layout, int auto_dir), layout, auto_dir)
CANNS_PANGO(void, pango_layout_set_wrap, (PangoLayout *layout, int wrap), layout, wrap)
CANNS_PANGO(int, pango_layout_get_line_count, (PangoLayout *layout), layout)
CANNS_PANGO(PangoLayoutLine *, pango_layout_get_line_readonly, (PangoLayout *layout, int line), layout, line)
CANNS_PANGO(int, pango_layout_get_unknown_glyphs_count, (PangoLayout *layout), layout)

CANNS_PANGO(void, pango_layout_line_get_extents,
            (PangoLayoutLine *line, PangoRectangle *ink, PangoRectangle *logical), line, ink, logical)
CANNS_PANGO(int, pango_layout_line_get_start_index, (PangoLayoutLine *line), line)
CANNS_PANGO(int, pango_layout_line_get_length, (PangoLayoutLine *line), line)

CANNS_PANGO(void, g_object_unref, (void *object), object)
