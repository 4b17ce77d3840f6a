using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The page itself, from <c>wwwroot</c> beside the executable: a service's working folder says nothing of it.</summary>
internal static class PageFiles
{
    public static void UsePageFiles(this WebApplication app, string? webRoot)
    {
        var folder = webRoot ?? Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!File.Exists(Path.Combine(folder, "index.html")))
            throw new DirectoryNotFoundException($"The dashboard's page is missing: no index.html in '{folder}'. Build or install again.");
        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new FileExtensionContentTypeProvider(new Dictionary<string, string>
            {
                [".html"] = "text/html; charset=utf-8",
                [".css"] = "text/css; charset=utf-8",
                [".js"] = "text/javascript; charset=utf-8",
                [".svg"] = "image/svg+xml",
                [".webmanifest"] = "application/manifest+json",
            }),
            // Ask each time, answer mostly 304: after an update no browser may mix old modules with new ones.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
