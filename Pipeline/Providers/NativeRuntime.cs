using System.Reflection;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Providers;

/// <summary>The native ONNX Runtime that was loaded, held against the managed one that calls it. Another version may load, and then fail, or worse,
/// somewhere in the middle.</summary>
internal static class NativeRuntime
{
    private static readonly Lazy<string?> Problem = new(() => Compare(Version, Managed));

    /// <summary>Of the library that was loaded.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();

    private static string Managed => typeof(InferenceSession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <exception cref="ModelException">They differ.</exception>
    public static void Check()
    {
        if (Problem.Value is { } problem) throw new ModelException(problem);
    }

    /// <param name="managed">May carry a build after '+'.</param>
    /// <returns>Null if they fit.</returns>
    public static string? Compare(string native, string managed) => native == managed.Split('+')[0]
        ? null
        : $"libonnxruntime is version {native}, the program was built for {managed.Split('+')[0]}. Replace the native libraries (libonnxruntime*.so) beside the program "
            + "by a build of that version, all of them together; docs/models.md, Providers.";
}
