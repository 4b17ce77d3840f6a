using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>A connected piece of one class in one frame. Coordinates are pixels of its head's class map.</summary>
/// <param name="Seed">A pixel inside: the region is what is connected to it.</param>
/// <param name="Area">Share of the picture, 0..1.</param>
/// <param name="Margin">Mean log-odds of the best class against the second, in nats; null without scores.</param>
/// <param name="Track">The same number for the same thing from frame to frame; 0 before tracking.</param>
public sealed record Region(int Head, int Class, Rect Box, Point Seed, int AreaPx, float Area, float? Margin, int Track = 0);
