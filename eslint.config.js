import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** What a reader should never meet; everything that prettier settles is left to it. */
export default tseslint.config(
  { ignores: ['dist/', 'var/', 'node_modules/', 'public/', 'tools/fixtures/', 'test-results/', '.cache/'] },
  {
    // Nobody switches a rule off for a line: a rule that is wrong somewhere is wrong here.
    linterOptions: { noInlineConfig: true },
    rules: {
      'no-console': 'off',
      'no-debugger': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-eval': 'error',
      'no-var': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'max-lines': ['error', { max: 420, skipBlankLines: false, skipComments: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Routes and hooks are async by Fastify's shape, also where nothing is awaited.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**/*.ts'],
    // Matchers and answers read as JSON come without types.
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-return': 'off' },
  },
  {
    files: ['src/**/*.tsx', 'src/**/pages/**/*.ts', 'src/platform/ui/**/*.ts'],
    plugins: { 'react-hooks': hooks },
    // A hook after an early return takes the page away the moment something is to be said.
    rules: { 'react-hooks/rules-of-hooks': 'error' },
  },
  {
    files: ['src/**/pages/**/*.{ts,tsx}'],
    // The record of the page may be newer than what a person read when the form opened: then his text would go over it unseen.
    rules: {
      'no-restricted-syntax': [
        'error',
        ...["JSXAttribute[name.name='send']", "Property[key.name='send']"].map((send) => ({
          selector: `${send} Property[key.name='version'] > MemberExpression.value[property.name='version']`,
          message: 'Give the record to the form as `standing` and send the version of the command.',
        })),
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    // A server writes to its log, the command line to the terminal it was given; neither to whatever console there is.
    rules: { 'no-console': 'error' },
  },
);
