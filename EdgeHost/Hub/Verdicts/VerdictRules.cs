using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a verdict must say.</summary>
internal static class VerdictRules
{
    private const int LongestReason = 200, LongestClass = 64, MostLayers = 20, LongestLayer = 32;

    // Layers that show the scene itself. A mask or a map without it says nothing about whether the model is right.
    private static readonly string[] Pictures = ["frame", "thumb"];

    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? Problem(VerdictRequest request, out ReviewVerdict verdict)
    {
        verdict = ReviewVerdict.Other;
        if (Array.Find(Enum.GetValues<ReviewVerdict>(), one => one != ReviewVerdict.Other && WireNames.NameOf(one) == request.Verdict) is var known && known == ReviewVerdict.Other)
            return $"'verdict' is '{Short(request.Verdict)}', expected confirm, dismiss, wrongClass, unsure or remove.";
        verdict = known;
        if (Bad(request.Reason, LongestReason)) return $"'reason' is too long or has control characters, expected at most {LongestReason} characters in one line.";
        if (Bad(request.Class, LongestClass)) return $"'class' is too long or has control characters, expected at most {LongestClass} characters in one line.";
        if (known == ReviewVerdict.Dismiss && string.IsNullOrWhiteSpace(request.Reason)) return "'reason' is missing: a dismissed frame says why.";
        if (known == ReviewVerdict.WrongClass && string.IsNullOrWhiteSpace(request.Class)) return "'class' is missing: say which class it is.";
        if (LayersProblem(request.Shown) is { } layers) return layers;
        if (known is not (ReviewVerdict.Unsure or ReviewVerdict.Remove) && !request.Shown!.Any(Pictures.Contains))
            return "'shown' has no picture (frame or thumb): what was not seen can only be unsure, or removed.";
        return null;
    }

    public static string? LayersProblem(IReadOnlyList<string>? shown) =>
        shown is null || shown.Count > MostLayers || shown.Any(layer => layer is null || layer.Length == 0 || Bad(layer, LongestLayer))
            ? $"'shown' must list the layers on the screen, at most {MostLayers} of at most {LongestLayer} characters."
            : null;

    private static bool Bad(string? text, int longest) => text is not null && (text.Length > longest || text.Any(char.IsControl));

    private static string Short(string? text) => text is { Length: > 40 } ? text[..40] : text ?? "";
}
