using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime.Tensors;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Models;

/// <summary>Recognises a model that finds objects with masks by its two outputs: detections [1, 4 + C + M, N] or [1, N, 4 + C + M], and M prototypes of less than half the
/// input's resolution.</summary>
internal static partial class InstanceProposal
{
    /// <summary>The grey of the borders that Ultralytics trains with.</summary>
    public const float Padding = 114;

    private const int BoxValues = 4, MostClasses = 254;

    // What Ultralytics' exporters write with the suppression inside: corners, one score, one class.
    private const int EndToEndValues = 6;

    /// <returns>Null if it is no such model.</returns>
    /// <exception cref="ModelException">It is one, but its boxes have been chosen inside already.</exception>
    public static ModelHead? For(string modelPath, ModelSignature signature, int inputHeight, Func<int, string> colorOf)
    {
        foreach (var prototypes in signature.Outputs.Where(o => o.Type == TensorElementType.Float && o.Dimensions.Count == 4 && IsSmaller(o.Fixed(2), inputHeight)))
            foreach (var detections in signature.Outputs.Where(o => o.Type == TensorElementType.Float && o.Dimensions.Count == 3))
            {
                if (prototypes.Fixed(1) is not { } coefficients || ValuesOf(detections) is not { } values) continue;
                var count = values - BoxValues - coefficients;
                if (count is < 1 or > MostClasses) continue;
                var names = NamesIn(signature);
                if (names.Count > 0 && names.Count != count && values == EndToEndValues + coefficients)
                    throw new ModelException($"{modelPath}: output {detections} holds corners, one score and one class a detection: the boxes were chosen inside of the model. " +
                        "Export it without that (Ultralytics: nms=False, end2end=False), so that it gives a score for each of its " +
                        $"{names.Count} classes.");
                return new ModelHead
                {
                    Name = "objects",
                    Output = detections.Name,
                    Instances = new ModelInstances { Prototypes = prototypes.Name },
                    Classes = [new ModelClass("background", "#000000"), .. ClassNames(names, count).Select((name, i) => new ModelClass(name, colorOf(i)))],
                };
            }
        return null;
    }

    private static bool IsSmaller(int? height, int inputHeight) => height is null || height <= inputHeight / 2;

    // Thousands of detections have a hundred values each.
    private static int? ValuesOf(TensorSignature detections) => (detections.Fixed(1), detections.Fixed(2)) switch
    {
        ({ } first, { } second) => Math.Min(first, second),
        var (first, second) => first ?? second,
    };

    private static IEnumerable<string> ClassNames(List<string> names, int count) =>
        names.Count == count && names.Append("background").Distinct().Count() == count + 1 ? names : Enumerable.Range(1, count).Select(i => $"class{i}");

    // Exporters of YOLO models write a Python dictionary: {0: 'person', 1: "driver's cab"}.
    private static List<string> NamesIn(ModelSignature signature)
    {
        var names = new List<string>();
        if (!signature.Metadata.TryGetValue("names", out var text)) return names;
        foreach (Match entry in Entry().Matches(text))
        {
            if (entry.Groups["index"].Value != $"{names.Count}") return [];
            names.Add(Regex.Unescape(entry.Groups["name"].Value));
        }
        return names;
    }

    [GeneratedRegex("""(?<index>\d+)\s*:\s*(?:'(?<name>(?:[^'\\]|\\.)*)'|"(?<name>(?:[^"\\]|\\.)*)")""")]
    private static partial Regex Entry();
}
