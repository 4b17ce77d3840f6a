namespace SegEdge.Onnx.Verification;

/// <summary>ONNX's own operators that this library knows, in every form since opset 7 (github.com/onnx/onnx, docs/Changelog.md).</summary>
internal static class OperatorTable
{
    /// <summary>The last opset that the table knows; later ones may have added attributes.</summary>
    public const long Newest = 24;

    /// <summary>Of attributes, see <see cref="OperatorForm.Attributes"/>.</summary>
    internal static readonly (char Kind, string Names)[] Kinds = [
        ('i', "allowzero align_corners antialias axis batch_axis batch_dims block_size blocksize ceil_mode "
            + "count_include_pad detect_negative detect_positive dtype exclude_outside exclusive fmod group k keepdims "
            + "largest noop_with_empty_axes num_groups num_outputs num_scan_inputs output_dtype p precision reverse "
            + "saturate seed select_last_index size sorted spatial start end stash_type storage_order time_axis to "
            + "training_mode transA transB upper value_int"),
        ('I', "axes dilations directions ends kernel_shape output_padding output_shape pads perm scan_input_axes "
            + "scan_input_directions scan_output_axes scan_output_directions split starts strides value_ints"),
        ('f', "alpha beta bias cubic_coeff_a epsilon extrapolation_value gamma lambd max min momentum ratio value_float"),
        ('F', "scales value_floats"),
        ('s', "approximate auto_pad coordinate_transformation_mode equation keep_aspect_ratio_policy mode nearest_mode "
            + "padding_mode reduction round_mode value_string"),
        ('S', "value_strings"),
        ('t', "value"),
        ('g', "body then_branch else_branch"),
        ('x', "sparse_value")];

    // Columns: since which opset; operators; inputs; outputs; attributes, ! where one must be there.
    // Inputs: T, U, V = one type among all of a letter; b = Bool, l = Int64, i = Int32 or Int64, f = Float, . = any, o = any or an empty
    // name; behind ? they may be left out; * repeats the last one. Outputs: 0 = the operator is gone.
    private const string Rows = """
        1  | Relu Sigmoid Tanh Exp Log Sqrt Reciprocal Neg Abs Floor Ceil Softplus Softsign Identity Size Not | T | 1 |
        1  | GlobalAveragePool GlobalMaxPool | T | 1 |
        7  | Sin Cos Tan Asin Acos Atan | T | 1 |
        9  | Sign Erf Sinh Cosh Asinh Acosh Atanh IsNaN NonZero | T | 1 |
        11 | Round | T | 1 |
        14 | HardSwish | T | 1 |
        18 | Mish BitwiseNot | T | 1 |
        20 | Gelu | T | 1 | approximate
        24 | Swish | T | 1 | alpha
        1  | LeakyRelu Elu | T | 1 | alpha
        10 | ThresholdedRelu | T | 1 | alpha
        12 | Celu | T | 1 | alpha
        1  | Selu | T | 1 | alpha gamma
        1  | HardSigmoid | T | 1 | alpha beta
        9  | Shrink | T | 1 | bias lambd
        10 | IsInf | T | 1 | detect_negative detect_positive
        1  | Clip | T | 1 | min max
        11 | Clip | T?TT | 1 |
        1  | Cast | . | 1 | to!
        19 | Cast | . | 1 | to! saturate
        24 | Cast | . | 1 | to! saturate round_mode
        15 | CastLike | .. | 1 |
        19 | CastLike | .. | 1 | saturate
        24 | CastLike | .. | 1 | saturate round_mode
        1  | Dropout | T | 1-2 | ratio
        12 | Dropout | T?.b | 1-2 | seed
        7  | Add Sub Mul Div Equal Greater Less PRelu | TT | 1 |
        12 | GreaterOrEqual LessOrEqual | TT | 1 |
        7  | And Or Xor | bb | 1 |
        18 | BitwiseAnd BitwiseOr BitwiseXor | TT | 1 |
        7  | Pow | TT | 1 |
        12 | Pow | .. | 1 |
        10 | Mod | TT | 1 | fmod
        1  | Min Max Sum Mean | T* | 1 |
        9  | Where | bTT | 1 |
        1  | BatchNormalization | TTTTT | 1-5 | epsilon momentum spatial
        9  | BatchNormalization | TTTTT | 1-5 | epsilon momentum
        14 | BatchNormalization | TTTUU | 1-3 | epsilon momentum training_mode
        15 | BatchNormalization | TUUVV | 1-3 | epsilon momentum training_mode
        1  | InstanceNormalization | TTT | 1 | epsilon
        17 | LayerNormalization | TT?T | 1-3 | axis epsilon stash_type
        18 | GroupNormalization | TTT | 1 | epsilon num_groups!
        21 | GroupNormalization | TTT | 1 | epsilon num_groups! stash_type
        23 | RMSNormalization | TT | 1 | axis epsilon stash_type
        9  | MeanVarianceNormalization | T | 1 | axes
        1  | LRN | T | 1 | alpha beta bias size!
        1  | LpNormalization | T | 1 | axis p
        1  | Softmax LogSoftmax Hardmax | T | 1 | axis
        1  | Conv | TT?T | 1 | auto_pad dilations group kernel_shape pads strides
        1  | ConvTranspose | TT?T | 1 | auto_pad dilations group kernel_shape output_padding output_shape pads strides
        10 | ConvInteger | ..?.. | 1 | auto_pad dilations group kernel_shape pads strides
        10 | QLinearConv | Tf..f.f.?. | 1 | auto_pad dilations group kernel_shape pads strides
        1  | MaxPool | T | 1 | auto_pad kernel_shape! pads strides
        8  | MaxPool | T | 1-2 | auto_pad kernel_shape! pads storage_order strides
        10 | MaxPool | T | 1-2 | auto_pad ceil_mode dilations kernel_shape! pads storage_order strides
        7  | AveragePool | T | 1 | auto_pad count_include_pad kernel_shape! pads strides
        10 | AveragePool | T | 1 | auto_pad ceil_mode count_include_pad kernel_shape! pads strides
        19 | AveragePool | T | 1 | auto_pad ceil_mode count_include_pad dilations kernel_shape! pads strides
        2  | LpPool | T | 1 | auto_pad kernel_shape! p pads strides
        18 | LpPool | T | 1 | auto_pad ceil_mode dilations kernel_shape! p pads strides
        2  | GlobalLpPool | T | 1 | p
        1  | MatMul | TT | 1 |
        10 | MatMulInteger | ..?.. | 1 |
        10 | QLinearMatMul | ........ | 1 |
        7  | Gemm | TTT | 1 | alpha beta transA transB
        11 | Gemm | TT?T | 1 | alpha beta transA transB
        12 | Einsum | T* | 1 | equation!
        1  | Transpose | T | 1 | perm
        5  | Reshape | Tl | 1 |
        14 | Reshape | Tl | 1 | allowzero
        1  | Flatten | T | 1 | axis
        1  | Squeeze | T | 1 | axes
        13 | Squeeze | T?l | 1 |
        1  | Unsqueeze | T | 1 | axes!
        13 | Unsqueeze | Tl | 1 |
        8  | Expand | Tl | 1 |
        6  | Tile | Tl | 1 |
        4  | Concat | T* | 1 | axis!
        2  | Split | T | 1+ | axis split
        13 | Split | T?l | 1+ | axis
        18 | Split | T?l | 1+ | axis num_outputs
        1  | Slice | T | 1 | axes ends! starts!
        10 | Slice | Tii?ii | 1 |
        2  | Pad | T | 1 | mode pads! value:f
        11 | Pad | Tl?T | 1 | mode
        18 | Pad | Tl?Ti | 1 | mode
        1  | DepthToSpace | T | 1 | blocksize!
        11 | DepthToSpace | T | 1 | blocksize! mode
        1  | SpaceToDepth | T | 1 | blocksize!
        1  | Gather | Ti | 1 | axis
        11 | GatherElements | Ti | 1 | axis
        11 | GatherND | Tl | 1 |
        12 | GatherND | Tl | 1 | batch_dims
        9  | Scatter | TiT | 1 | axis
        11 | Scatter | TiT | 0 |
        11 | ScatterElements | TiT | 1 | axis
        16 | ScatterElements | TiT | 1 | axis reduction
        11 | ScatterND | TlT | 1 |
        16 | ScatterND | TlT | 1 | reduction
        9  | OneHot | ..T | 1 | axis
        16 | GridSample | .. | 1 | align_corners mode padding_mode
        10 | ReverseSequence | Tl | 1 | batch_axis time_axis
        14 | Trilu | T?l | 1 | upper
        11 | CumSum | Ti | 1 | exclusive reverse
        1  | ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSum | T | 1 | axes keepdims
        1  | ReduceLogSumExp ReduceSum | T | 1 | axes keepdims
        13 | ReduceSum | T?l | 1 | keepdims noop_with_empty_axes
        18 | ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSum | T?l | 1 | keepdims noop_with_empty_axes
        18 | ReduceLogSumExp | T?l | 1 | keepdims noop_with_empty_axes
        1  | ArgMax ArgMin | T | 1 | axis keepdims
        12 | ArgMax ArgMin | T | 1 | axis keepdims select_last_index
        1  | TopK | T | 2 | axis k!
        10 | TopK | Tl | 2 | axis
        11 | TopK | Tl | 2 | axis largest sorted
        7  | Upsample | T | 1 | mode scales!
        9  | Upsample | Tf | 1 | mode
        10 | Upsample | Tf | 0 |
        10 | Resize | Tf | 1 | mode
        11 | Resize | Tof?l | 1 | coordinate_transformation_mode cubic_coeff_a exclude_outside extrapolation_value mode nearest_mode
        13 | Resize | T?.fl | 1 | coordinate_transformation_mode cubic_coeff_a exclude_outside extrapolation_value mode nearest_mode
        18 | Resize | T?.fl | 1 | antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside extrapolation_value keep_aspect_ratio_policy mode nearest_mode
        1  | Shape | T | 1 |
        15 | Shape | T | 1 | start end
        9  | ConstantOfShape | l | 1 | value
        11 | Range | TTT | 1 |
        9  | EyeLike | T | 1 | dtype k
        1  | Constant | | 1 | value!
        11 | Constant | | 1 | value sparse_value
        12 | Constant | | 1 | value sparse_value value_float value_floats value_int value_ints value_string value_strings
        10 | QuantizeLinear | ..?. | 1 |
        13 | QuantizeLinear | ..?. | 1 | axis
        19 | QuantizeLinear | ..?. | 1 | axis saturate
        21 | QuantizeLinear | ..?. | 1 | axis block_size output_dtype saturate
        23 | QuantizeLinear | ..?. | 1 | axis block_size output_dtype precision saturate
        10 | DequantizeLinear | T.?T | 1 |
        13 | DequantizeLinear | T.?T | 1 | axis
        21 | DequantizeLinear | T.?T | 1 | axis block_size
        23 | DequantizeLinear | T.?T | 1 | axis block_size output_dtype
        11 | DynamicQuantizeLinear | f | 3 |
        1  | If | b | 1+ | then_branch! else_branch!
        1  | Loop | oo.* | 1+ | body!
        11 | Loop | oo?.* | 1+ | body!
        8  | Scan | o.* | 1+ | body! directions num_scan_inputs!
        9  | Scan | .* | 1+ | body! num_scan_inputs! scan_input_axes scan_input_directions scan_output_axes scan_output_directions
        """;

    private static readonly Dictionary<string, List<OperatorForm>> Forms = Parse();

    public static IEnumerable<string> OpTypes => Forms.Keys;

    /// <summary>Every form of an operator, oldest first; null for one that the table does not know.</summary>
    public static IReadOnlyList<OperatorForm>? Of(string opType) => Forms.GetValueOrDefault(opType);

    private static Dictionary<string, List<OperatorForm>> Parse()
    {
        var forms = new Dictionary<string, List<OperatorForm>>();
        foreach (var row in Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = Array.ConvertAll(row.Split('|'), c => c.Trim());
            foreach (var opType in cells[1].Split(' '))
            {
                if (!forms.TryGetValue(opType, out var list)) forms[opType] = list = [];
                list.Add(OperatorForm.Parse(cells[0], cells[2], cells[3], cells[4]));
            }
        }
        return forms;
    }
}
