using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>The simulated field: a picture and its truth for any frame number, in any order. One thread at a time.</summary>
/// <remarks>A seed's plants, soil and sky are drawn once, in the constructor (a second or less); a frame only places them. Equal
/// bytes are promised for one build on one kind of processor: OpenCV and floating point may round differently on another.</remarks>
public sealed class FieldScene : IDisposable
{
    private readonly FieldConditions _field;
    private readonly RobotPath _path;
    private readonly IPlanting _planting;
    private readonly Ground _ground;
    private readonly Sky _sky;
    private readonly Figures _figures;
    private readonly CloudShadows _clouds;
    private readonly Shadows _shadows;
    private readonly Lens _lens;
    private readonly Glare _glare;
    private readonly Mud _mud;
    private readonly ShadowPass _shadowPass;
    private readonly PlantPass _plantPass;
    private readonly bool _hasSticks;

    public FieldScene(SimulationOptions options)
    {
        options.Validate();
        Size = new PictureSize(options.Width, options.Height);
        _field = options.Sticks is null ? FieldConditions.Draw(options.Seed) : FieldConditions.DrawTwins(options.Seed);
        _hasSticks = options.Sticks is not null;
        _path = new RobotPath(_field, options);
        _planting = options.Sticks is { } sticks ? new TwinPlanting(_field, sticks, _path) : new Planting(_field, options, _path);
        _ground = new Ground(_field, new Soil(_field, options.Width), _planting.CropColour);
        _sky = new Sky(_field, _path.Mean);
        _figures = new Figures(_field, options.Script, _path, options.FramesPerSecond);
        _clouds = new CloudShadows(_field, options.Width, options.Height);
        _shadows = new Shadows(options.Width, options.Height, _field.Light);
        _lens = new Lens(_field, options.Width, options.Height);
        _glare = new Glare(_field, options.Script, options.Width, options.Height);
        _mud = new Mud(_field, options.Script, options.Width, options.Height);
        _shadowPass = new ShadowPass(_shadows);
        _plantPass = new PlantPass(_field, _figures, _clouds);
    }

    public PictureSize Size { get; }

    /// <param name="frame">From 0.</param>
    /// <param name="bgr">uint8 [height, width, 3], rows without padding.</param>
    /// <param name="classes">uint8 [height, width], values of <see cref="FieldClasses"/>.</param>
    public void Render(long frame, Span<byte> bgr, Span<byte> classes) => Render(frame, bgr, classes, []);

    /// <param name="frame">From 0.</param>
    /// <param name="bgr">uint8 [height, width, 3], rows without padding.</param>
    /// <param name="classes">uint8 [height, width], values of <see cref="FieldClasses"/>; marker sticks are soil.</param>
    /// <param name="markers">uint8 [height, width]: 1 where a marker stick is seen, else 0; empty if not wanted.</param>
    public unsafe void Render(long frame, Span<byte> bgr, Span<byte> classes, Span<byte> markers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bgr.Length, Size.Pixels * 3);
        ArgumentOutOfRangeException.ThrowIfNotEqual(classes.Length, Size.Pixels);
        if (!markers.IsEmpty) ArgumentOutOfRangeException.ThrowIfNotEqual(markers.Length, Size.Pixels);
        var camera = _path.CameraAt(frame);
        var (driven, seconds) = (_path.DrivenAt(frame), _path.SecondsAt(frame));
        fixed (byte* pixels = bgr, labels = classes)
        {
            var canvas = new Canvas(pixels, labels, Size.Width, Size.Height);
            using var picture = Mat.FromPixelData(Size.Height, Size.Width, MatType.CV_8UC3, (nint)pixels);
            _figures.Place(frame);
            _shadows.Clear();
            _shadowPass.Begin(camera);
            _planting.Visit(camera, frame, _shadowPass);
            _figures.CastShadows(_shadows, camera);
            _clouds.Update(camera, driven, seconds);
            _sky.Paint(canvas, camera);
            _ground.Paint(canvas, camera, driven, _shadows.Soften(), _clouds);
            _plantPass.Begin(canvas, camera, seconds);
            _planting.Visit(camera, frame, _plantPass);
            _plantPass.End();
            _lens.Smear(picture, camera);
            _glare.Add(picture, frame);
            _mud.Cover(picture, frame);
            _lens.Expose(picture, frame);
        }
        SplitMarkers(classes, markers);
    }

    private void SplitMarkers(Span<byte> classes, Span<byte> markers)
    {
        markers.Clear();
        if (!_hasSticks) return;
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] != Stick.Label) continue;
            classes[i] = FieldClasses.Soil;
            if (!markers.IsEmpty) markers[i] = 1;
        }
    }

    public void Dispose()
    {
        _clouds.Dispose();
        _shadows.Dispose();
        _lens.Dispose();
        _glare.Dispose();
        _mud.Dispose();
    }
}
