#pragma once

// The functions of Pango 1.50 and later that are used here. Its own headers need those of GLib, whose flags of pkg-config have
// -pthread, about which SwiftPM warns at every build. Types are opaque to Swift either way.
typedef struct _cairo canns_cairo;
typedef struct _PangoContext PangoContext;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoLayoutLine PangoLayoutLine;
typedef struct { int x, y, width, height; } PangoRectangle;

enum { PANGO_SCALE = 1024 };
enum { canns_PANGO_WEIGHT_BOLD = 700, canns_PANGO_WRAP_WORD_CHAR = 2 };

PangoLayout *pango_cairo_create_layout(canns_cairo *cr);
void pango_cairo_update_context(canns_cairo *cr, PangoContext *context);
void pango_cairo_show_layout_line(canns_cairo *cr, PangoLayoutLine *line);

PangoContext *pango_layout_get_context(PangoLayout *layout);
void pango_context_set_language(PangoContext *context, PangoLanguage *language);
void pango_context_set_round_glyph_positions(PangoContext *context, int round_positions);
PangoLanguage *pango_language_from_string(const char *language);

PangoFontDescription *pango_font_description_new(void);
void pango_font_description_free(PangoFontDescription *description);
void pango_font_description_set_family(PangoFontDescription *description, const char *family);
void pango_font_description_set_absolute_size(PangoFontDescription *description, double size);
void pango_font_description_set_weight(PangoFontDescription *description, int weight);

void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *description);
void pango_layout_set_text(PangoLayout *layout, const char *text, int length);
void pango_layout_set_width(PangoLayout *layout, int width);
void pango_layout_set_auto_dir(PangoLayout *layout, int auto_dir);
void pango_layout_set_wrap(PangoLayout *layout, int wrap);
int pango_layout_get_line_count(PangoLayout *layout);
PangoLayoutLine *pango_layout_get_line_readonly(PangoLayout *layout, int line);

void pango_layout_line_get_extents(PangoLayoutLine *line, PangoRectangle *ink, PangoRectangle *logical);
int pango_layout_line_get_start_index(PangoLayoutLine *line);
int pango_layout_line_get_length(PangoLayoutLine *line);

void g_object_unref(void *object);
