using Microsoft.Extensions.FileProviders;

namespace CharRnn.Server;

/// <summary>The page at <c>/</c>: a client of the API, like any other. Its files are in the assembly, so that every program that serves has them.</summary>
internal static class ServerPage
{
    // Scripts and styles are the page's own files; text that is shown can bring none. Nothing else is fetched, and nobody frames the page.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UseServerPage(this WebApplication app) => app.UseFileServer(new FileServerOptions
    {
        FileProvider = new EmbeddedFileProvider(typeof(ServerPage).Assembly, "CharRnn.Server.wwwroot"),
        StaticFileOptions = { OnPrepareResponse = file => SetHeaders(file.Context.Response.Headers) },
    });

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store"; // the files are small, and those of the next version have the same names
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
