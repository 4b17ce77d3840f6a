using OpenCvSharp;

namespace SegEdge.Camera;

/// <summary>OpenCV's native library. It is loaded with the first picture: what needs none works without it.</summary>
public static class OpenCvLibrary
{
    /// <summary>Beside the program. Packages bring it for x64 only; for arm64 deploy/opencv builds it.</summary>
    public const string FileName = "libOpenCvSharpExtern.so";

    public const string NextStep = "On x64 it comes with the program and needs libgtk-3-0; on arm64 deploy/opencv/build.sh makes it for the OpenCV of the machine. 'ldd' shows what it misses.";

    /// <summary>Of the library that was loaded.</summary>
    public static string Version => Cv2.GetVersionString() ?? "unknown";

    /// <returns>What is wrong with the library, if that is what the exception, or one inside it, is about; otherwise null.</returns>
    public static string? ProblemIn(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            if (e is TypeInitializationException { TypeName: var type } && type.StartsWith("OpenCvSharp.", StringComparison.Ordinal)
                || e is DllNotFoundException or EntryPointNotFoundException && e.Message.Contains("OpenCvSharpExtern", StringComparison.Ordinal))
                return $"OpenCV's native library ({FileName}), which every picture needs, does not load: {e.GetBaseException().Message.ReplaceLineEndings("\n").Split('\n')[0]}";
        return null;
    }
}
