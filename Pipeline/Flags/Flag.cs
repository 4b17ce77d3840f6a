using OpenCvSharp;

namespace SegEdge.Pipeline.Flags;

/// <summary>A rule that fired on a frame.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">The bound that it passed.</param>
/// <param name="Track">The region's track, where the rule is about one.</param>
/// <param name="Question">What an explanation of this flag should be about; null where the frame holds nothing to ask about.</param>
public sealed record Flag(
    string Rule, FlagRuleKind Kind, FlagSeverity Severity, float Value, float Threshold, string? Class, int? Track, FlagQuestion? Question);

/// <summary>Why is this region of this head called this class?</summary>
/// <param name="Seed">The region connected to this class-map pixel; the class's largest region if null.</param>
/// <param name="Uncertain">Instead: the class's pixels with a margin below this bound within this rectangle of the class map.</param>
public sealed record FlagQuestion(int Head, int Class, Point? Seed = null, UncertainBand? Uncertain = null);

/// <summary>The nearly undecided pixels of a rectangle.</summary>
public sealed record UncertainBand(Rect Roi, float MarginBelow);
